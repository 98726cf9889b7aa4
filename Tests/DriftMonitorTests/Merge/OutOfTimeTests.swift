import Observation
import Testing

@testable import DriftMonitor

/// Events of wrong times, as scorers count them, in panes.
@Suite struct OutOfTimeTests {
    static let source = InputPartition(.observations, 0)

    /// Panes of a second, of partition 0 and of partition 1, which may have other counts.
    static func panes(_ seconds: Int, _ other: (Int) -> (rows: Int, late: Int)?) -> [ClosedPane] {
        var assembler = PaneAssembler(
            MergeRules(paneMs: 1_000, latenessMs: 0),
            sources: [source],
            observedCount: 2
        )
        var offset: Int64 = 0
        var clocks: [Int64] = [0, 0]
        for second in 0..<seconds {
            for (partition, counts) in [(rows: 10, late: 0), other(second)].enumerated() {
                guard let counts else { continue }
                if counts.rows > 0 { clocks[partition] = Int64(second) * 1_000 + 999 }
                let record = record(partition, counts.rows, late: counts.late, clocks[partition])
                assembler.add(record, at: InputPlace(source, offset: offset))
                offset += 1
            }
        }
        assembler.reachedEnd(of: source, nowMs: 0, isFinished: true)
        var panes: [ClosedPane] = []
        while let closed = assembler.next(nowMs: 0) { panes.append(closed.pane) }
        return panes
    }

    private static func record(
        _ partition: Int,
        _ rows: Int,
        late: Int,
        _ clockMs: Int64
    ) -> ObservationRecord {
        let arm = ArmCounters(arm: Arm(version: "v1", route: "champion"), rows: rows)
        return ObservationRecord(
            deployment: "d",
            partition: Int32(partition),
            fromOffset: 0,
            nextOffset: 1,
            clockMs: clockMs,
            paneMs: 1_000,
            latenessMs: 0,
            late: late,
            ahead: 0,
            untimed: 0,
            panes: [
                .init(
                    startMs: clockMs - 999,
                    undecodable: 0,
                    outOfTime: OutOfTime(late: late),
                    arms: rows > 0 ? [arm] : []
                )
            ]
        )
    }

    @Test func `they are in the pane in which the clock stood when they came`() {
        let panes = Self.panes(20) { second in (rows: 10, late: (5..<8).contains(second) ? 4 : 0) }
        #expect(panes.map(\.late) == (0..<20).map { (5..<8).contains($0) ? 4 : 0 })
    }

    @Test func `a partition that brings nothing stalls, and since when is known`() {
        let panes = Self.panes(30) { (8..<18).contains($0) ? nil : (rows: 10, late: 0) }
        let stalled = panes.filter { $0.stalled == [1] }.map { $0.startMs / 1_000 }
        #expect(stalled == Array(12..<18))
        let since = Set(panes.flatMap(\.silentSinceMs.values))
        #expect(since == [8_000])
    }

    @Test func `a partition whose clock is behind does not stall`() {
        let panes = Self.panes(30) {
            (8..<18).contains($0) ? (rows: 0, late: 10) : (rows: 10, late: 0)
        }
        #expect(!panes.contains { !$0.stalled.isEmpty })
        // All of them are where the clock stood.
        #expect(panes[7].late == 100)
    }
}
