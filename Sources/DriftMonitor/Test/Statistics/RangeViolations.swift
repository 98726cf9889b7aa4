import Glibc

/// Whether more values lie outside the reference's range than new values do by chance.
///
/// The greatest of n values is exceeded by each of m new ones of the same distribution with
/// probability 1/(n + 1); that the c greatest of all n + m are new ones has the probability
/// m! (n + m − c)! / ((m − c)! (n + m)!), whatever the distribution.
public struct RangeViolations: Sendable, Hashable {
    /// Values below the reference's least one.
    public let below: Int
    /// Values above the reference's greatest one.
    public let above: Int
    /// Their share of the values.
    public let share: Double
    /// How often chance alone would put as many beyond the end where that is less probable; for two
    /// ends twice that.
    public let pValue: Double

    /// Compares counts outside the range with the samples' sizes.
    ///
    /// - Precondition: values on both sides, no more outside than there are.
    public init(below: Int, above: Int, valuesBefore: Int, valuesNow: Int) {
        precondition(valuesBefore > 0 && valuesNow > 0, "values on both sides")
        precondition(below + above <= valuesNow, "no more outside than there are")
        self.below = below
        self.above = above
        share = Double(below + above) / Double(valuesNow)
        let farther = max(below, above)
        pValue = min(1, 2 * Self.probability(farther, Double(valuesBefore), Double(valuesNow)))
    }

    private static func probability(_ outside: Int, _ n: Double, _ m: Double) -> Double {
        var product = 1.0
        for index in 0..<outside where product > 0 {
            product *= (m - Double(index)) / (n + m - Double(index))
        }
        return product
    }
}
