import DriftMonitor
import Foundation
import Observation
import Testing

@Suite
struct QualityWindowTests {
    private let lengths: [Int64] = [60_000, 300_000, 3_600_000]

    @Test(arguments: 0..<10)
    func `windows hold what their panes hold, each once`(seed: Int) throws {
        let settings = JoinSettings(kind: .probability, maxAgeMs: 480_000, earlyMs: 60_000)
        var join = LabelJoin(settings)
        var windows = QualityWindows(lengthsMs: lengths, kind: .probability)
        var panes: [QualityPane] = []
        var filled: [FilledQuality] = []
        let last = ClosedPane(startMs: 2_000_000_000_000, endMs: 2_000_000_040_000)
        for pane in JoinStream(seed: seed, panes: 100, rows: 20).panes + [last] {
            let judged = join.run(pane)
            panes += judged
            windows = try JSONDecoder().decode(
                QualityWindows.self,
                from: JSONEncoder().encode(windows)
            )
            filled += windows.add(judged, closedMs: pane.endMs, unjudged: join.unjudged)
        }
        for length in lengths {
            let made = filled.filter { $0.endMs - $0.startMs == length }
            #expect(Set(made.map { "\($0.startMs) \($0.arm)" }).count == made.count)
            for window in made {
                #expect(window.startMs % length == 0)
                var sums = QualitySums(.probability)
                var (predictions, aged) = (0, 0)
                for pane in panes where pane.startMs >= window.startMs && pane.endMs <= window.endMs
                {
                    for arm in pane.arms where arm.arm == window.arm {
                        sums.add(arm.sums)
                        predictions += arm.predictions
                        if pane.maturity == .age { aged += arm.predictions }
                    }
                }
                #expect(sums == window.sums && predictions == window.predictions)
                #expect(aged == window.aged && window.coverage <= 1)
            }
            #expect(
                made.reduce(0) { $0 + $1.predictions }
                    == panes.flatMap(\.arms).reduce(0) { $0 + $1.predictions }
            )
        }
    }

    @Test func `a window waits for the labels of its own panes only`() {
        var windows = QualityWindows(lengthsMs: [60_000, 120_000], kind: .value)
        var sums = QualitySums(.value)
        sums.add(score: 1, label: 2)
        func pane(_ start: Int64) -> QualityPane {
            QualityPane(
                startMs: start,
                endMs: start + 60_000,
                maturity: .coverage,
                arms: [
                    QualityPane.ArmQuality(
                        arm: Arm(version: "v1", route: "champion"),
                        predictions: 1,
                        sums: sums
                    )
                ],
                pairs: []
            )
        }
        let first = windows.add([pane(120_000)], closedMs: 240_000, unjudged: [0])
        #expect(first.map(\.endMs) == [180_000, 240_000])
        let second = windows.add([pane(0)], closedMs: 240_000, unjudged: [])
        #expect(second.map(\.endMs) == [60_000, 120_000])
        #expect(windows.add([], closedMs: 300_000, unjudged: []).isEmpty)
    }
}
