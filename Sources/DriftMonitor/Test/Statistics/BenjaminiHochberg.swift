/// The Benjamini–Hochberg step-up: p-values adjusted for how many there are.
///
/// A test whose adjusted value is at most q is kept; of those kept, a share of at most q is expected
/// to be false alarms, for independent or positively dependent tests.
///
/// - Source: Y. Benjamini, Y. Hochberg, "Controlling the false discovery rate", J. R. Statist. Soc.
///   B 57 (1995).
public enum BenjaminiHochberg {
    /// Adjusts p-values.
    ///
    /// - Parameter pValues: each in 0…1.
    /// - Returns: the adjusted values, in the order of the p-values.
    public static func adjusted(_ pValues: [Double]) -> [Double] {
        let order = pValues.indices.sorted { pValues[$0] > pValues[$1] }
        var result = pValues
        var least = 1.0
        for (place, index) in order.enumerated() {
            let rank = Double(pValues.count - place)
            least = min(least, pValues[index] * Double(pValues.count) / rank)
            result[index] = least
        }
        return result
    }
}
