import Glibc

/// Distances between the shares of cells before and now; each is 0 to 1, whatever the cells are.
///
/// None has a threshold for all sample sizes: by chance alone the squares of the first two are about
/// (cells − 1)(1/n + 1/m) / 8, in nats the first.
public struct ShareDistances: Sendable, Hashable {
    /// The Jensen–Shannon distance with logarithms of base 2: the root of the divergence.
    public let jensenShannon: Double
    /// The Hellinger distance.
    public let hellinger: Double
    /// The largest difference of a cell's shares (L∞).
    public let largestDifference: Double
    /// Half the sum of all differences: the share that would have to move (total variation).
    public let totalVariation: Double

    /// Compares cells before and now.
    public init(_ pair: CellPair) {
        var (divergence, squares, largest, sum) = (0.0, 0.0, 0.0, 0.0)
        for cell in pair.before.indices {
            let (p, q) = (pair.shareBefore(cell), pair.shareNow(cell))
            guard p + q > 0 else { continue }
            divergence += (p + q) / 2 * Self.informationPart((p - q) / (p + q))
            squares += (p.squareRoot() - q.squareRoot()) * (p.squareRoot() - q.squareRoot())
            largest = max(largest, abs(p - q))
            sum += abs(p - q)
        }
        jensenShannon = min(1, (divergence / 2 / M_LN2).squareRoot())
        hellinger = min(1, (squares / 2).squareRoot())
        largestDifference = largest
        totalVariation = sum / 2
    }

    /// (1 + d) ln(1 + d) + (1 − d) ln(1 − d), written so that nothing cancels near 0.
    private static func informationPart(_ d: Double) -> Double {
        abs(d) < 1 ? 2 * d * atanh(d) + log1p(-d * d) : 2 * M_LN2
    }
}
