import Foundation
import Rollout
import Testing

@testable import DriftMonitor

/// How long a bad version serves after it could be proved to be bad.
@Suite struct RollbackDelayTests {
    /// Rows of the canary in a pane, and its failures in 100 rows while it is good.
    private static let (rows, goodPerCent) = (100, 1)

    /// The first pane, from that of the change on, in which Wald's test of 5 % against 10 % has decided, had it
    /// known when to begin.
    ///
    /// No pane goes more than half of the way: one burst proves nothing.
    private static func possible(_ failures: [Int], alpha: Double) -> Int? {
        var ratio = 0.0
        for (place, failed) in failures.enumerated() {
            let step = Double(failed) * log(2) + Double(rows - failed) * log(0.9 / 0.95)
            ratio += min(step, log(1 / alpha) / 2)
            if ratio >= log(1 / alpha) { return place }
        }
        return nil
    }

    /// A rate that is little above the limit, after a long good time, takes some panes more: the test that watches
    /// for ever has less to spend then than one that knew.
    @Test(arguments: [(12, 0), (20, 0), (20, 40), (20, 200), (50, 200), (100, 0), (100, 200)])
    func `a canary that fails is taken back within two panes of its proof`(
        perCent: Int,
        goodPanes: Int
    ) throws {
        for seed in 0..<8 {
            var rng = SplitMix64(seed * 1_000 + perCent)
            func failures(_ perCent: Int) -> Int {
                (0..<Self.rows).count { _ in rng.unit() < Double(perCent) / 100 }
            }
            var world = RolloutWorld(
                policy:
                    #"{"stages":[{"percent":10,"min_samples":1000000,"min_panes":3,"bake":"3m"}]}"#
            )
            world.send(#""kind":"canary","version":"v2","percent":10"#)
            func pane(_ failed: Int) -> Decision? {
                world.pane([
                    RolloutWorld.arm("v1", "champion", rows: 9 * Self.rows, failed: 9),
                    RolloutWorld.arm("v2", "canary", rows: Self.rows, failed: failed),
                ]).first { $0.action != nil }
            }
            for _ in 0..<goodPanes {
                #expect(pane(failures(Self.goodPerCent)) == nil, "seed \(seed)")
            }
            var seen: [Int] = []
            var taken: Decision?
            while taken == nil, seen.count < 40 {
                seen.append(failures(perCent))
                taken = pane(seen[seen.count - 1])
            }
            #expect(taken?.action == .rollback(to: "v1"), "seed \(seed)")
            #expect(world.state.canaries.isEmpty, "the command is on the log with the pane")
            let soonest = try #require(
                Self.possible(seen + Array(repeating: perCent, count: 40), alpha: 0.00125)
            )
            #expect(
                seen.count - 1 <= soonest + 2,
                "seed \(seed): pane \(seen.count - 1), possible in \(soonest)"
            )
        }
    }
}
