import Testing

@testable import StreamScorer

@Suite
struct ShadowBudgetTests {
    /// Rows of a shadow that get scored, and the time they take, in turns of `rows` rows.
    private func run(
        share: Double,
        turns: Int,
        rows: Int,
        servedNs: UInt64,
        idleNs: UInt64 = 0,
        rowNs: UInt64,
        isWaiting: Bool
    ) -> (scored: Int, shadowNs: UInt64, longestNs: UInt64) {
        var budget = ShadowBudget(share: share)
        var cost = RowCost()
        var now: UInt64 = 1
        var result = (scored: 0, shadowNs: UInt64(0), longestNs: UInt64(0))
        var before = now
        for _ in 0..<turns {
            now += idleNs + servedNs
            budget.earn(servedNs: servedNs, elapsedNs: now - before)
            before = now
            var left = rows
            var thisTurn: UInt64 = 0
            while true {
                let slice = budget.slice(
                    of: left,
                    rowNs: cost.rowNs(nowNs: now),
                    isWaiting: isWaiting
                )
                if slice == 0 { break }
                let ns = UInt64(slice) * rowNs
                now += ns
                budget.spend(ns)
                cost.note(rows: slice, ns: ns, nowNs: now)
                thisTurn += ns
                left -= slice
            }
            result.scored += rows - left
            result.shadowNs += thisTurn
            result.longestNs = max(result.longestNs, thisTurn)
        }
        return result
    }

    @Test func `while nothing waits, a shadow of the champion's cost scores every row`() {
        let out = run(
            share: 0.25,
            turns: 100,
            rows: 512,
            servedNs: 2_000_000,
            rowNs: 3_000,
            isWaiting: false
        )
        #expect(out.scored == 100 * 512)
    }

    @Test(arguments: [0.05, 0.25, 0.5], [1_000, 3_000, 30_000, 200_000] as [UInt64])
    func `while events wait, a shadow takes its share of the time and no more`(
        share: Double,
        rowNs: UInt64
    ) {
        let turns = 2_000
        let served: UInt64 = 2_000_000
        let out = run(
            share: share,
            turns: turns,
            rows: 512,
            servedNs: served,
            rowNs: rowNs,
            isWaiting: true
        )
        let all = Double(UInt64(turns) * served + out.shadowNs)
        // One row, or one slice, is spent beyond what is there at most.
        #expect(Double(out.shadowNs) / all <= share + 0.03, "\(out)")
        if Double(rowNs) * 512 > Double(served) * share * 2 {
            #expect(Double(out.shadowNs) / all >= share * 0.5, "\(out)")
        }
    }

    @Test func `a share of nothing sheds all while events wait`() {
        let out = run(
            share: 0,
            turns: 100,
            rows: 512,
            servedNs: 2_000_000,
            rowNs: 100,
            isWaiting: true
        )
        #expect(out.scored == 0)
    }

    @Test func `a share of one sheds nothing of a shadow that costs what serving costs`() {
        let out = run(
            share: 1,
            turns: 100,
            rows: 512,
            servedNs: 2_000_000,
            rowNs: 3_000,
            isWaiting: true
        )
        // The first row alone is measured; then slices follow.
        #expect(out.scored == 100 * 512)
    }

    @Test func `after an idle stretch no more than a millisecond is spent at once`() {
        let out = run(
            share: 0.25,
            turns: 50,
            rows: 100_000,
            servedNs: 10_000,
            idleNs: 1_000_000_000,
            rowNs: 2_000,
            isWaiting: true
        )
        #expect(out.longestNs <= ShadowBudget.maxSavedNs + ShadowBudget.sliceNs, "\(out)")
    }

    @Test func `a slice takes a quarter of a millisecond at most, in whole blocks`() {
        let budget = ShadowBudget(share: 0.25)
        for rowNs in stride(from: UInt64(1), to: 300_000, by: 97) {
            let rows = budget.slice(of: 10_000, rowNs: rowNs, isWaiting: false)
            #expect(UInt64(rows) * rowNs <= ShadowBudget.sliceNs)
            #expect(rows <= ShadowBudget.blockRows || rows % ShadowBudget.blockRows == 0)
            #expect(rows <= ShadowBudget.maxRows)
            #expect((rows == 0) == (rowNs > ShadowBudget.sliceNs))
        }
        #expect(budget.slice(of: 100, rowNs: 1, isWaiting: false) == 100, "the last rows")
        #expect(budget.slice(of: 0, rowNs: 1, isWaiting: false) == 0)
    }

    @Test func `a row that costs more than may ever be spent is tried again after a while`() {
        var cost = RowCost()
        let budget = ShadowBudget(share: 0.25)
        #expect(budget.slice(of: 10, rowNs: cost.rowNs(nowNs: 0), isWaiting: false) == 1)
        for _ in 0..<2 { cost.note(rows: 1, ns: 4_000_000, nowNs: 0) }
        var tried: [UInt64] = []
        for second in 0..<100 {
            let now = UInt64(second) * 1_000_000_000
            let rowNs = cost.rowNs(nowNs: now)
            guard budget.slice(of: 10, rowNs: rowNs, isWaiting: false) > 0 else { continue }
            tried.append(UInt64(second))
            break
        }
        #expect(tried == [40])
    }

    @Test func `one slice during which the thread stood still does not count`() {
        var cost = RowCost()
        cost.note(rows: 32, ns: 64_000, nowNs: 0)
        cost.note(rows: 32, ns: 50_000_000, nowNs: 0)
        #expect(cost.rowNs(nowNs: 0) == 2_000)
        cost.note(rows: 32, ns: 50_000_000, nowNs: 0)
        #expect(cost.rowNs(nowNs: 0) == 1_562_500)
    }
}
