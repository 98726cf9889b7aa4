/// How many values fell into the same cells before (the reference) and now.
public struct CellPair: Sendable, Hashable {
    /// Counts of the reference.
    public let before: [Int]
    /// Counts of the present.
    public let now: [Int]
    /// Values of the reference.
    public let beforeCount: Int
    /// Values of the present.
    public let nowCount: Int

    /// A pair of counts of the same cells; nil when one of them has no values: there is nothing to
    /// compare.
    ///
    /// - Precondition: as many cells on both sides, counts not negative, sums at most 2⁵³.
    public init?(before: [Int], now: [Int]) {
        precondition(before.count == now.count, "the same cells on both sides")
        precondition(before.allSatisfy { $0 >= 0 } && now.allSatisfy { $0 >= 0 }, "counts")
        let (beforeCount, nowCount) = (before.reduce(0, +), now.reduce(0, +))
        guard beforeCount > 0, nowCount > 0 else { return nil }
        self.before = before
        self.now = now
        self.beforeCount = beforeCount
        self.nowCount = nowCount
    }

    /// The number of cells.
    public var count: Int { before.count }

    /// 1/n + 1/m: how fast noise falls with both samples.
    public var noise: Double { 1 / Double(beforeCount) + 1 / Double(nowCount) }

    /// The same without the cells that are empty on both sides; at least one is left.
    public var withoutEmptyCells: CellPair {
        let kept = before.indices.filter { before[$0] > 0 || now[$0] > 0 }
        return CellPair(before: kept.map { before[$0] }, now: kept.map { now[$0] }) ?? self
    }

    /// The gap between the two distribution functions behind each cell, times both counts: exact, and
    /// then rounded once.
    ///
    /// In 64 bits where the counts' product has them: `Double` has no quick way from 128.
    @inline(__always)
    func forEachGap(_ body: (_ cell: Int, _ gap: Double) -> Void) {
        let isShort = !beforeCount.multipliedReportingOverflow(by: nowCount).overflow
        var (sumBefore, sumNow) = (0, 0)
        for cell in before.indices {
            sumBefore += before[cell]
            sumNow += now[cell]
            if isShort {
                body(cell, Double(sumBefore * nowCount - sumNow * beforeCount))
            } else {
                let left = Int128(sumBefore) * Int128(nowCount)
                body(cell, Double(left - Int128(sumNow) * Int128(beforeCount)))
            }
        }
    }

    /// The share of a cell before.
    func shareBefore(_ cell: Int) -> Double { Double(before[cell]) / Double(beforeCount) }

    /// The share of a cell now.
    func shareNow(_ cell: Int) -> Double { Double(now[cell]) / Double(nowCount) }
}
