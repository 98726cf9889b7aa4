/// The Kolmogorov–Smirnov test on bins: the largest gap between two distribution functions.
///
/// The gap is looked for at the bins' edges only, so it is at most as large as between all values:
/// the test is conservative. The p-value is that of large samples.
public struct KolmogorovSmirnov: Sendable, Hashable {
    /// The largest gap: 0 to 1.
    public let statistic: Double
    /// How often chance alone would make it as large.
    public let pValue: Double

    /// Compares ordered cells before and now.
    public init(_ pair: CellPair) {
        let (n, m) = (Double(pair.beforeCount), Double(pair.nowCount))
        var widest = 0.0
        pair.forEachGap { _, gap in widest = max(widest, abs(gap)) }
        let product = n * m
        statistic = widest / product
        let scale = (product / (n + m)).squareRoot()
        pValue = KolmogorovDistribution.upperTail(scale * statistic)
    }
}
