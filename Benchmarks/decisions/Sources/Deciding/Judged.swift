import DriftMonitor
import Glibc
import Observation
import Rollout

/// The whole judge: how often it takes back a canary that does no harm, and how soon one that does.
enum Judged {
    /// A canary at 10 % beside its champion, 1,000 rows a pane; it is a shadow too.
    struct Case {
        var name: String
        var errors = 0.002
        var refusals = 0.0005
        var slow = 0.0005
        var excess = 0.0
        var championErrors = 0.002
        var championRefusals = 0.0005
        var championSlow = 0.0005
        /// The share of a difference's luck that its pane has in common.
        var shared = 0.0
    }


    /// The pane in which it was taken back, nil: never.
    static func rollback(_ test: Case, seed: Int, panes: Int) -> Int? {
        var rng = Random(seed)
        var world = World(policy: #"{"stages":[{"percent":10}],"deadline":{"after":"3650d"}}"#)
        world.send(#""kind":"canary","version":"v2","percent":10"#)
        world.send(#""kind":"shadow","version":"v2""#)
        for place in 1...panes {
            var pairs = PairSums()
            let common = test.shared > 0 ? test.shared * rng.normal() : 0
            for _ in 0..<40 {
                let (one, other) = rng.losses()
                pairs.add(
                    challengerLoss: one + test.excess + common,
                    servedLoss: other,
                    isDiscordant: false
                )
            }
            let quality = QualityPane(
                startMs: world.nowMs,
                endMs: world.nowMs + 60_000,
                maturity: .coverage,
                arms: [],
                pairs: [.init(challenger: "v2", served: "v1", sums: pairs)]
            )
            let made = world.pane(
                [
                    World.arm(
                        "v1",
                        "champion",
                        rows: 900,
                        failed: rng.binomial(900, test.championErrors),
                        refused: rng.binomial(900, test.championRefusals),
                        slow: rng.binomial(900, test.championSlow)
                    ),
                    World.arm(
                        "v2",
                        "canary",
                        rows: 100,
                        failed: rng.binomial(100, test.errors),
                        refused: rng.binomial(100, test.refusals),
                        slow: rng.binomial(100, test.slow)
                    ),
                ],
                quality: [quality]
            )
            if made.contains(where: { if case .rollback? = $0.action { true } else { false } }) {
                return place
            }
        }
        return nil
    }

    static func run(runs: Int, panes: Int) {
        print("case,runs,panes,rolled_back,median_pane")
        // No harm by the policy's own words, each figure where a test is wrong most often.
        let edge = Case(
            name: "at every limit",
            errors: 0.05,
            refusals: 0.01,
            slow: 0.01,
            excess: 0.01,
            championErrors: 0.04,
            championRefusals: 0.008,
            championSlow: 0.008
        )
        let none = [
            Case(name: "as the champion"), edge,
            Case(name: "as the champion, panes alike", shared: 0.2),
        ]
        for test in none { report(test, runs: runs, panes: panes) }
        fflush(nil)
        let harm = [
            Case(name: "errors 10 %", errors: 0.1), Case(name: "errors 7 %", errors: 0.07),
            Case(name: "errors 2 %, ten times the champion's", errors: 0.02),
            Case(name: "errors 0.6 %, three times the champion's", errors: 0.006),
            Case(name: "everything fails", errors: 1), Case(name: "refuses 3 %", refusals: 0.03),
            Case(name: "3 % slow", slow: 0.03), Case(name: "loss greater by 0.1", excess: 0.1),
            Case(name: "loss greater by 0.05", excess: 0.05),
            Case(name: "loss greater by 0.03", excess: 0.03),
        ]
        for test in harm { report(test, runs: max(1, runs / 10), panes: panes) }
    }

    private static func report(_ test: Case, runs: Int, panes: Int) {
        var found: [Int] = []
        for seed in 0..<runs {
            if let pane = rollback(test, seed: seed, panes: panes) { found.append(pane) }
        }
        found.sort()
        let median = found.count * 2 > runs ? "\(found[runs / 2])" : "-"
        print("\"\(test.name)\",\(runs),\(panes),\(found.count),\(median)")
    }
}
