/// The two-sample Cramér–von Mises test on bins: the mean square gap between two distribution
/// functions, over the values of both samples.
///
/// T = nm / (n + m)² Σ (F − G)² over all values, those of a bin at the bin's end. Without ties this is
/// Anderson's statistic by ranks; with ties the ranks would count each tie against both samples, which
/// makes that form useless on bins.
///
/// - Source: T. W. Anderson, "On the distribution of the two-sample Cramér–von Mises criterion",
///   Ann. Math. Statist. 33 (1962).
public struct CramerVonMises: Sendable, Hashable {
    /// The statistic T.
    public let statistic: Double
    /// How often chance alone would make it as large, for large samples.
    public let pValue: Double

    /// Compares ordered cells before and now; nil for a single value on one side, which has no
    /// distribution to compare.
    public init?(_ pair: CellPair) {
        guard pair.beforeCount > 1, pair.nowCount > 1 else { return nil }
        let (n, m) = (Double(pair.beforeCount), Double(pair.nowCount))
        let product = n * m
        let all = n + m
        var sum = 0.0
        pair.forEachGap { cell, difference in
            let gap = difference / product
            sum += (Double(pair.before[cell]) + Double(pair.now[cell])) * gap * gap
        }
        statistic = product / (all * all) * sum
        let expected = (1 + 1 / all) / 6
        let variance =
            (all + 1) * (4 * product * all - 3 * (n * n + m * m) - 2 * product)
            / (45 * all * all * 4 * product)
        let standardised = 1.0 / 6 + (statistic - expected) / (45 * variance).squareRoot()
        pValue = CramerVonMisesDistribution.upperTail(standardised)
    }
}
