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
        let (n, m) = (Int128(pair.beforeCount), Int128(pair.nowCount))
        var (before, now, widest) = (Int128(0), Int128(0), Int128(0))
        for cell in pair.before.indices {
            before += Int128(pair.before[cell])
            now += Int128(pair.now[cell])
            widest = max(widest, abs(before * m - now * n))
        }
        let product = Double(n) * Double(m)
        statistic = Double(widest) / product
        let scale = (product / (Double(n) + Double(m))).squareRoot()
        pValue = KolmogorovDistribution.upperTail(scale * statistic)
    }
}
