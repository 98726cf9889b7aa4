import Foundation
import Observation
import Rollout
import Testing

@testable import DriftMonitor

/// Versions that are compared on events of their own, as far as labels tell.
@Suite struct UnpairedTests {
    private static let policy = #"""
        {"stages":[{"percent":10,"min_samples":300,"min_panes":3,"bake":"3m"},{"percent":50}],
         "quality":{"min_samples":1000,"margin":0.05}}
        """#

    /// Labelled predictions of a version whose probabilities are off by `noise`.
    private static func quality(
        _ version: String,
        _ route: String,
        count: Int,
        noise: Double,
        labelled: Double = 1,
        _ rng: inout SplitMix64
    ) -> QualityPane.ArmQuality {
        var sums = QualitySums(.probability)
        for _ in 0..<count where rng.unit() < labelled {
            let logit = -1.4 + 1.2 * rng.normal()
            let label = rng.unit() < 1 / (1 + exp(-logit)) ? 1.0 : 0
            sums.add(score: 1 / (1 + exp(-logit - noise * rng.normal())), label: label)
        }
        return QualityPane.ArmQuality(
            arm: Arm(version: version, route: route),
            predictions: count,
            sums: sums
        )
    }

    private static func world(
        noise: Double,
        labelled: Double = 1,
        panes: Int,
        canaryRows: Int = 40
    ) -> RolloutWorld {
        var world = RolloutWorld(policy: policy)
        world.send(#""kind":"canary","version":"v2","percent":10"#)
        var rng = SplitMix64(17)
        for _ in 0..<panes {
            world.pane(
                [
                    RolloutWorld.arm("v1", "champion", rows: canaryRows * 9),
                    RolloutWorld.arm("v2", "canary", rows: canaryRows),
                ],
                quality: [
                    quality("v1", "champion", count: canaryRows * 9, noise: 0.2, &rng),
                    quality(
                        "v2",
                        "canary",
                        count: canaryRows,
                        noise: noise,
                        labelled: labelled,
                        &rng
                    ),
                ]
            )
            if world.decisions.contains(where: { $0.action != nil }) { break }
        }
        return world
    }

    @Test func `a canary whose labels prove it worse is taken back`() throws {
        let world = Self.world(noise: 4, panes: 60)
        let decision = try #require(world.decisions.first)
        #expect(decision.action == .rollback(to: "v1"))
        #expect(decision.message?.statistic == "loss")
        let loss = try #require(decision.evidence["loss"])
        #expect(loss["lower"] != nil && loss["v"] != nil && loss["alpha"] == .double(0.00125))
        #expect(world.state.canaries.isEmpty)
        print(decision.reason)
    }

    @Test func `few labels a pane are gathered until both arms have enough`() throws {
        // Four canary labels a pane: a block is full every eighth pane.
        let world = Self.world(noise: 6, panes: 400, canaryRows: 4)
        let decision = try #require(world.decisions.first { $0.action != nil })
        #expect(decision.action == .rollback(to: "v1"), "\(decision.short)")
        #expect((world.nowMs - 1_364_774_400_000) / 60_000 >= 80, "ten blocks and the scale's")
    }

    @Test func `an equal canary is promoted when its labels prove it within the margin`() {
        let world = Self.world(noise: 0.2, panes: 600)
        #expect(world.state.canaries.map(\.weight) == [50_000])
        #expect(world.decisions.last?.message?.statistic == "loss_upper")
    }

    @Test func `predictions without labels do neither, and are said to be missing`() {
        let world = Self.world(noise: 6, labelled: 0.2, panes: 60)
        // What labels there are prove harm; too few of them would not promote.
        #expect(world.decisions.last?.action == .rollback(to: "v1"))
        let good = Self.world(noise: 0.2, labelled: 0.2, panes: 600)
        #expect(good.decisions.map(\.short) == [#"nothing, firing "no_data""#])
        #expect(good.decisions[0].message?.statistic == "label_coverage")
    }
}
