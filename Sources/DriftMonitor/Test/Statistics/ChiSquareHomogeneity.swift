/// Pearson's test of homogeneity: whether cells before and now come from the same shares.
///
/// Neighbouring cells are merged until each is expected to hold at least 5 on both sides, below
/// which the statistic has not the distribution that its p-value assumes. No correction for
/// continuity.
public struct ChiSquareHomogeneity: Sendable, Hashable {
    /// What each merged cell is expected to hold at least.
    public static let leastExpected = 5.0

    /// Σ (observed − expected)² / expected.
    public let statistic: Double
    /// Merged cells less one; 0 when there is nothing to compare.
    public let degrees: Int
    /// How often chance alone would make the statistic as large.
    public let pValue: Double
    /// The statistic's size whatever the samples' (Cramér's V): 0 to 1.
    public let effect: Double

    /// Compares cells before and now.
    public init(_ pair: CellPair) {
        let merged = Self.merge(pair)
        let total = Double(pair.beforeCount) + Double(pair.nowCount)
        let shares = [Double(pair.beforeCount) / total, Double(pair.nowCount) / total]
        var sum = 0.0
        for cell in merged {
            let row = Double(cell.before) + Double(cell.now)
            for (observed, share) in zip([Double(cell.before), Double(cell.now)], shares) {
                let expected = row * share
                sum += (observed - expected) * (observed - expected) / expected
            }
        }
        degrees = max(0, merged.count - 1)
        statistic = degrees > 0 ? sum : 0
        pValue = degrees > 0 ? GammaFunction.chiSquareTail(sum, degrees: degrees) : 1
        effect = (statistic / total).squareRoot()
    }

    private typealias Cell = (before: Int, now: Int)

    /// Joins each cell to the next ones until it is large enough; a small rest joins the last.
    private static func merge(_ pair: CellPair) -> [Cell] {
        let total = Double(pair.beforeCount) + Double(pair.nowCount)
        let smaller = Double(min(pair.beforeCount, pair.nowCount))
        var cells: [Cell] = []
        var open: Cell = (0, 0)
        for cell in pair.before.indices {
            open.before += pair.before[cell]
            open.now += pair.now[cell]
            if smaller * Double(open.before + open.now) >= leastExpected * total {
                cells.append(open)
                open = (0, 0)
            }
        }
        guard open.before + open.now > 0 else { return cells }
        guard var last = cells.popLast() else { return [open] }
        last.before += open.before
        last.now += open.now
        return cells + [last]
    }
}
