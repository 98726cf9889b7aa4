import Foundation
import Observation
import Rollout
import Testing

@testable import DriftMonitor

/// What the judge decides, case by case.
@Suite struct RolloutJudgeTests {
    /// Small needs, so that tests are short; labels are not asked for.
    static let unlabelled = #"""
        {"quality":{"metric":"none"},
         "stages":[{"shadow":true,"min_samples":2000,"min_panes":3,"bake":"3m"},
                   {"percent":10,"min_samples":300,"min_panes":3,"bake":"3m"},
                   {"percent":50,"min_samples":300,"min_panes":3,"bake":"3m"},{"promote":true}],
         "watch":{"for":"30m"},"deadline":{"after":"1h"}}
        """#
    static let labelled = unlabelled.replacingOccurrences(
        of: #""metric":"none""#,
        with: #""metric":"loss","min_samples":1000,"margin":0.05,"label_coverage":0"#
    )

    private typealias World = RolloutWorld

    private static func shadowed(_ policy: String = unlabelled) -> RolloutWorld {
        var world = World(policy: policy)
        world.send(#""kind":"shadow","version":"v2""#)
        return world
    }

    private static func canary(_ percent: Int, _ policy: String = unlabelled) -> RolloutWorld {
        var world = World(policy: policy)
        world.send(#""kind":"canary","version":"v2","percent":\#(percent)"#)
        return world
    }

    /// A pane of 1,000 rows split as the state says, with so many bad rows of the canary.
    private static func split(
        _ world: inout RolloutWorld,
        failed: Int = 0,
        refused: Int = 0,
        slow: Int = 0,
        championFailed: Int = 0,
        firing: [Alert] = [],
        folded: [FoldedCondition] = []
    ) -> [Decision] {
        let weight = world.state.canaries.first?.weight ?? 0
        let rows = weight / 100
        var arms = [
            World.arm(world.state.champion, "champion", rows: 1_000 - rows, failed: championFailed)
        ]
        if rows > 0 {
            arms.append(
                World.arm("v2", "canary", rows: rows, failed: failed, refused: refused, slow: slow)
            )
        }
        for shadow in world.state.shadows {
            arms.append(World.arm(shadow.version, Arm.shadow, rows: 1_000 - rows))
        }
        return world.pane(arms, firing: firing, folded: folded)
    }

    @Test func `a good version goes from shadow through its stages to champion, and is watched`() {
        var world = Self.shadowed()
        var said: [String] = []
        for _ in 0..<60 { said += Self.split(&world).map(\.short) }
        #expect(
            said == [
                #"v2 at 10000, resolved "ready""#, #"v2 at 50000, resolved "ready""#,
                #"promote v2, resolved "ready""#, "shadow v1", "unshadow v1",
            ]
        )
        #expect(world.state.champion == "v2" && world.state.shadows.isEmpty)
        #expect(world.outcomes.allSatisfy { $0.verdict == .accepted })
        #expect(world.judge.trials.isEmpty)
        let promotion = world.outcomes.compactMap(\.command).first { $0.name == "promote" }
        #expect(promotion?.issuer == "monitor@m" && promotion?.isAutomatic == true)
        #expect(promotion?.evidence?["stage"]?["rows"] != nil)
    }

    @Test(arguments: [
        ("errors over the limit", 20, 0, 0, "error_rate"),
        ("refusals over the limit", 0, 10, 0, "contract_violations"),
        ("slow batches over the limit", 0, 0, 10, "latency_share"),
        ("errors below the limit, ten times the champion's", 3, 0, 0, "error_rate_ratio"),
    ])
    func `a canary that does harm is taken back`(
        name: String,
        failed: Int,
        refused: Int,
        slow: Int,
        statistic: String
    ) throws {
        var world = Self.canary(10)
        let found = try #require(
            world.panes(atMost: 40) { world, _ in
                Self.split(
                    &world,
                    failed: failed,
                    refused: refused,
                    slow: slow,
                    championFailed: 2
                )
            }
        )
        #expect(found.place >= 1, "one pane alone never decides")
        #expect(found.decision.action == .rollback(to: "v1"))
        #expect(found.decision.message?.statistic.hasPrefix(statistic) == true, "\(found)")
        #expect(world.state.canaries.isEmpty && world.state.latchedAt != nil)
        #expect(world.state.isFrozen, "the policy's default")
        #expect(world.outcomes.suffix(2).map { $0.command?.name } == ["rollback", "freeze"])
        #expect(world.outcomes.allSatisfy { $0.verdict == .accepted })
        // Once the latch ends, so does the alert.
        #expect(Self.split(&world).isEmpty)
        world.send(#""kind":"release""#)
        #expect(Self.split(&world).map(\.short) == [#"nothing, resolved "rollback""#])
        #expect(Self.split(&world).isEmpty)
    }

    @Test func `a failing input that hits the champion as well takes nothing back`() {
        var world = Self.canary(10)
        var actions: [Decision] = []
        for _ in 0..<60 { actions += Self.split(&world, failed: 20, championFailed: 180) }
        #expect(actions.allSatisfy { $0.action == nil }, "\(actions.map(\.short))")
        #expect(world.state.canaries.map(\.weight) == [10_000], "nor is anything promoted")
    }

    @Test func `a shadow that does harm is named, and nothing is commanded`() {
        var world = Self.shadowed()
        for _ in 0..<30 {
            world.pane([
                World.arm("v1", "champion", rows: 1_000),
                World.arm("v2", Arm.shadow, rows: 1_000, failed: 200),
            ])
        }
        #expect(world.decisions.map(\.short) == [#"nothing, firing "failed""#])
        world.send(#""kind":"unshadow","version":"v2""#)
        let ended = world.pane([World.arm("v1", "champion", rows: 1_000)])
        #expect(ended.map(\.short) == [#"nothing, resolved "failed""#])
    }

    @Test func `the same events judge a shadow by its loss, either way`() throws {
        for (excess, expected) in [(-0.1, "v2 at 10000"), (0.05, nil), (0.3, "failed")] {
            var world = Self.shadowed(Self.labelled)
            var rng = SplitMix64(7)
            for _ in 0..<40 {
                world.pane(
                    [
                        World.arm("v1", "champion", rows: 1_000),
                        World.arm("v2", Arm.shadow, rows: 1_000),
                    ],
                    pairs: [World.pairs("v2", count: 100, excess: excess, &rng)]
                )
                if !world.decisions.isEmpty { break }
            }
            let short = world.decisions.first?.short
            if let expected {
                #expect(try #require(short).contains(expected), "excess \(excess)")
            } else {
                #expect(short == nil, "an excess at the margin's edge is neither")
            }
        }
    }

    @Test func `without labels a policy that asks for them promotes nothing, and says so`() {
        var world = Self.shadowed(Self.labelled)
        for _ in 0..<70 { _ = Self.split(&world) }
        #expect(world.decisions.allSatisfy { $0.action == nil })
        #expect(world.decisions.map(\.short) == [#"nothing, firing "inconclusive""#])
    }

    @Test func `a canary without rows is no data: neither promoted nor taken back`() {
        var world = Self.canary(10)
        for _ in 0..<40 { world.pane([World.arm("v1", "champion", rows: 1_000)]) }
        #expect(world.decisions.map(\.short) == [#"nothing, firing "no_data""#])
        #expect(world.state.canaries.count == 1)
        _ = Self.split(&world)
        #expect(world.decisions.last?.short == #"nothing, resolved "no_data""#)
        // A night without traffic is none.
        var quiet = Self.canary(10)
        for _ in 0..<40 { quiet.pane([]) }
        #expect(quiet.decisions.isEmpty)
    }

    @Test(arguments: ["advise", "frozen", "latched"])
    func `who may not act says what would be done, once`(restraint: String) {
        let policy =
            restraint == "advise"
            ? Self.unlabelled.replacingOccurrences(
                of: "{\"quality\"",
                with: "{\"mode\":\"advise\",\"quality\""
            )
            : Self.unlabelled
        var world = Self.shadowed(policy)
        if restraint == "frozen" { world.send(#""kind":"freeze""#) }
        if restraint == "latched" { world.send(#""kind":"rollback","version":"v1""#) }
        for _ in 0..<30 { _ = Self.split(&world) }
        #expect(
            world.decisions.map(\.short)
                == ["v2 at 10000, not commanded, firing \"ready, \(restraint)\""]
        )
        #expect(world.state.canaries.isEmpty)
        guard restraint != "latched" else { return }
        world.send(#""kind":"canary","version":"v2","percent":10"#)
        for _ in 0..<20 { _ = Self.split(&world, failed: 50) }
        #expect(
            world.decisions.last?.short
                == "rollback to v1, not commanded, firing \"rollback, \(restraint)\""
        )
        #expect(world.state.canaries.count == 1, "nothing was commanded")
    }

    @Test func `a command that the log refuses is written again, and said once`() {
        var world = Self.canary(10)
        world.isConnected = false
        for _ in 0..<20 { _ = Self.split(&world, failed: 50) }
        let commanded = world.decisions.filter(\.isCommanded)
        #expect(commanded.count > 10)
        #expect(
            Set(commanded.flatMap { $0.commands(monitor: "m", nowMs: 0) }.map(\.id)).count
                == 2 * commanded.count,
            "every try has an id of its own"
        )
        #expect(world.decisions.compactMap(\.alert).count == 1)
        world.isConnected = true
        _ = Self.split(&world, failed: 50)
        #expect(world.state.canaries.isEmpty && world.state.isFrozen)
    }

    @Test func `a version that was taken back is not tried again by itself`() {
        var world = Self.shadowed()
        world.send(#""kind":"canary","version":"v2","percent":10"#)
        for _ in 0..<20 { _ = Self.split(&world, failed: 50) }
        #expect(world.state.canaries.isEmpty && world.state.shadows.count == 1)
        world.send(#""kind":"release""#)
        world.send(#""kind":"unfreeze""#)
        for _ in 0..<60 { _ = Self.split(&world) }
        #expect(world.state.canaries.isEmpty, "it is still a shadow, and failed")
        world.send(#""kind":"canary","version":"v2","percent":10"#)
        for _ in 0..<60 { _ = Self.split(&world) }
        #expect(world.state.champion == "v2", "a person gave it a share anew")
    }

    @Test func `a new champion that gets worse is taken back to the former one`() throws {
        var world = Self.shadowed(Self.labelled)
        world.send(#""kind":"promote","version":"v2""#)
        var rng = SplitMix64(11)
        // The judge saw v1 before.
        var fresh = World(policy: Self.labelled)
        fresh.pane([World.arm("v1", "champion", rows: 1_000)])
        fresh.send(#""kind":"promote","version":"v2""#)
        fresh.pane([World.arm("v2", "champion", rows: 1_000)])
        #expect(fresh.state.shadows.map(\.version) == ["v1"], "the former is scored beside it")
        let found = fresh.panes(atMost: 29) { world, _ in
            world.pane(
                [
                    World.arm("v2", "champion", rows: 1_000),
                    World.arm("v1", Arm.shadow, rows: 1_000),
                ],
                pairs: [World.pairs("v1", over: "v2", count: 200, excess: -0.3, &rng)]
            )
        }
        #expect(try #require(found).decision.action == .rollback(to: "v1"))
        #expect(fresh.state.champion == "v1" && fresh.state.latchedAt != nil)
        #expect(found?.decision.message?.statistic == "paired_loss")
        #expect(found?.decision.evidence["served"]?["events"] != nil)
    }

    @Test func `what the bad version served is in the evidence, by partition`() throws {
        var world = Self.canary(10)
        for place in 0..<20 {
            let arm = Arm(version: "v2", route: "canary")
            world.pane(
                [
                    World.arm("v1", "champion", rows: 900),
                    World.arm("v2", "canary", rows: 100, failed: 50),
                ],
                offsets: [Int32(0), 3].map { partition in
                    let first = Int64(place) * 1_000 + Int64(partition)
                    return ArmOffsets(arm: arm, partition: partition, offsets: first...first + 900)
                }
            )
            if !world.decisions.isEmpty { break }
        }
        let command = world.outcomes.compactMap(\.command).first { $0.name == "rollback" }
        let evidence = try #require(command?.evidence)
        let served = try #require(evidence["served"])
        let offsets = String(decoding: (served["offsets"] ?? .null).encoded(), as: UTF8.self)
        let last = served["events"] == .integer(200) ? 1_900 : 2_900
        #expect(
            offsets == #"[{"first":0,"last":\#(last),"partition":0},"#
                + #"{"first":3,"last":\#(last + 3),"partition":3}]"#
        )
        #expect(evidence.encoded().count < CommandLimits.evidenceBytes)
    }

    @Test func `a split that is not that of the log is broken routing; weighty keys are not`() {
        func share(_ rows: Int, of total: Int) -> RolloutWorld {
            var world = Self.canary(
                10,
                Self.unlabelled.replacingOccurrences(
                    of: #""min_samples":300"#,
                    with: #""min_samples":100000000"#
                )
            )
            for _ in 0..<30 {
                world.pane([
                    World.arm("v1", "champion", rows: total - rows),
                    World.arm("v2", "canary", rows: rows),
                ])
            }
            return world
        }
        #expect(share(180, of: 1_000).decisions.isEmpty)
        #expect(share(60, of: 1_000).decisions.isEmpty)
        #expect(share(600, of: 1_000).decisions.first?.message?.statistic == "sample_ratio")
    }

    @Test
    func `critical drift of the challenger blocks its promotion; rolls back if the policy says`() {
        func alert(_ version: String?, _ rule: String, _ severity: Alert.Severity) -> Alert {
            Alert(
                deployment: "d",
                version: version,
                rule: rule,
                subject: "prediction",
                state: .firing,
                severity: severity,
                stretch: Alert.Stretch(fromMs: 0, toMs: 1, events: 1),
                statistic: "psi",
                value: 1,
                threshold: 0.1,
                pValue: 0,
                evidence: .object(of: [])
            )
        }
        func run(
            _ onDrift: String,
            _ firing: [Alert],
            _ folded: [FoldedCondition] = []
        ) -> RolloutWorld {
            var world = Self.canary(
                10,
                Self.unlabelled.replacingOccurrences(
                    of: #""watch""#,
                    with: #""on_drift":"\#(onDrift)","watch""#
                )
            )
            for _ in 0..<5 { _ = Self.split(&world, firing: firing, folded: folded) }
            return world
        }
        let own = alert("v2", "distribution", .critical)
        let folded = FoldedCondition(
            version: "v2",
            rule: .outside,
            subject: "prediction",
            severity: .critical
        )
        let control = FoldedCondition(
            version: "v1",
            rule: .outside,
            subject: "prediction",
            severity: nil
        )
        let mild = alert("v2", "distribution", .warning)
        let shared = [own, alert("v1", "distribution", .critical)]
        #expect(run("alert", []).state.canaries.map(\.weight) == [50_000])
        #expect(run("alert", [own]).state.canaries.map(\.weight) == [10_000])
        #expect(run("alert", [mild]).state.canaries.map(\.weight) == [50_000])
        #expect(
            run("alert", [alert(nil, "stalled", .warning)]).state.canaries.map(\.weight) == [10_000]
        )
        #expect(run("alert", [], [folded]).state.canaries.map(\.weight) == [10_000])
        #expect(
            run("rollback", [own], [control]).state.canaries.map(\.weight) == [10_000]
        )
        #expect(run("hold", [mild]).state.canaries.map(\.weight) == [10_000])
        #expect(run("rollback", [own]).state.canaries.isEmpty)
        #expect(run("rollback", shared).state.canaries.map(\.weight) == [10_000])
    }

    @Test func `a stage that takes too long is said to, or taken back where the policy says so`() {
        let slow = Self.unlabelled.replacingOccurrences(
            of: #""min_samples":300"#,
            with: #""min_samples":1000000"#
        )
        var world = Self.canary(10, slow)
        for _ in 0..<80 { _ = Self.split(&world) }
        #expect(world.decisions.map(\.short) == [#"nothing, firing "inconclusive""#])
        var strict = Self.canary(
            10,
            slow.replacingOccurrences(
                of: #""after":"1h""#,
                with: #""after":"1h","then":"rollback""#
            )
        )
        for _ in 0..<80 { _ = Self.split(&strict) }
        #expect(strict.decisions.map(\.short) == [#"rollback to v1, firing "rollback""#])
        #expect(strict.decisions[0].message?.statistic == "deadline")
    }

    @Test func `without a policy nothing is advised; with one that cannot be read that is said`() {
        var world = World(policy: nil)
        world.send(#""kind":"canary","version":"v2","percent":10"#)
        for _ in 0..<20 { _ = Self.split(&world, failed: 50) }
        #expect(world.decisions.isEmpty)
        var wrong = World(policy: #"{"mod":"act"}"#)
        for _ in 0..<3 { wrong.pane([World.arm("v1", "champion", rows: 10)]) }
        #expect(wrong.decisions.count == 1)
        #expect(wrong.decisions[0].reason.contains("mod: unknown key; did you mean 'mode'?"))
    }

    @Test func `a judge restored from its snapshot decides the same, byte for byte`() throws {
        var (one, other) = (Self.shadowed(Self.labelled), Self.shadowed(Self.labelled))
        var rng = SplitMix64(5)
        for place in 0..<60 {
            let pairs = World.pairs("v2", count: 60, excess: -0.1, &rng)
            let failed = rng.below(3)
            for isOther in [false, true] {
                var world = isOther ? other : one
                let weight = world.state.canaries.first?.weight ?? 0
                world.pane(
                    [
                        World.arm("v1", "champion", rows: 1_000 - weight / 100),
                        World.arm("v2", "canary", rows: weight / 100, failed: min(failed, weight)),
                        World.arm("v2", Arm.shadow, rows: 1_000),
                    ],
                    pairs: [pairs]
                )
                if isOther { other = world } else { one = world }
            }
            if place % 7 == 3 {
                let bytes = try JSONEncoder().encode(other.judge)
                other.judge = try JSONDecoder().decode(RolloutJudge.self, from: bytes)
            }
            #expect(one.judge == other.judge)
        }
        #expect(one.decisions == other.decisions)
        #expect(one.log.digest == other.log.digest)
    }
}
