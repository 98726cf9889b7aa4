/// Distances between two distributions of a number, in the number's own unit, on bins.
///
/// Each bin's values stand at the bin's centre, the mean of the reference's values in it. What lies
/// outside the reference's range counts as if it stood in the outermost bin.
public struct GridDistances: Sendable, Hashable {
    /// The area between the distribution functions (Wasserstein-1): how far the mean value moved.
    public let wasserstein: Double
    /// The energy distance, √(2 ∫ (F − G)²).
    public let energy: Double

    /// Compares ordered cells before and now.
    ///
    /// - Parameters:
    ///   - pair: counts of the bins.
    ///   - centres: of each bin, none descending.
    public init(_ pair: CellPair, centres: [Double]) {
        precondition(centres.count == pair.count, "one centre a bin")
        let product = Double(pair.beforeCount) * Double(pair.nowCount)
        var (area, squares) = (0.0, 0.0)
        pair.forEachGap { cell, difference in
            guard cell + 1 < centres.count else { return }
            let gap = abs(difference) / product
            let width = centres[cell + 1] - centres[cell]
            area += gap * width
            squares += gap * gap * width
        }
        wasserstein = area
        energy = (2 * squares).squareRoot()
    }
}
