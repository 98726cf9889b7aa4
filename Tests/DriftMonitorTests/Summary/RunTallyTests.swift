import Foundation
import Observation
import Operations
import Testing

@testable import DriftMonitor

/// What a run comes to, beside sums over all panes.
@Suite
struct RunTallyTests {
    /// Panes of `JoinStream`, months apart every tenth time, with counts of what was served.
    private func panes(_ seed: Int) -> [ClosedPane] {
        var rng = SplitMix64(seed + 500)
        var shift: Int64 = 0
        return JoinStream(seed: seed, panes: 80, rows: 25).panes.enumerated().map { place, pane in
            if place % 10 == 9 { shift += 20 * 86_400_000 }
            return pane.moved(by: shift, &rng)
        }
    }

    private func settings() -> JoinSettings {
        JoinSettings(kind: .probability, maxAgeMs: 480_000, earlyMs: 60_000)
    }

    private func pipeline(_ state: MonitorPipeline.State? = nil) throws -> MonitorPipeline {
        try MonitorPipeline(
            deployment: "d",
            settings: AlertSettings(),
            labels: settings(),
            state: state
        )
    }

    @Test(arguments: 0..<6)
    func `it is the sum over panes, whatever their order within and wherever it was restored`(
        seed: Int
    ) throws {
        let world = RolloutWorld(policy: nil)
        let panes = panes(seed)
        var straight = try pipeline()
        var broken = try pipeline()
        var join = LabelJoin(settings())
        var judged: [QualityPane] = []
        var alerts: [Alert] = []
        var rng = SplitMix64(seed)
        for pane in panes {
            judged += join.run(pane)
            alerts += straight.run(pane, deployment: world.state).alerts
            var mixed = pane
            mixed.predictions.shuffle(using: &rng)
            mixed.labels.shuffle(using: &rng)
            mixed.shadows.shuffle(using: &rng)
            _ = broken.run(mixed, deployment: world.state)
            guard rng.below(8) == 0 else { continue }
            let state = try JSONDecoder().decode(
                MonitorPipeline.State.self,
                from: JSONEncoder().encode(broken.state)
            )
            let needed = broken.neededFromMs ?? .min
            broken = try pipeline(state)
            for old in panes where old.startMs <= pane.startMs && old.endMs > needed {
                broken.rebuild(old)
            }
        }
        let tally = straight.tally
        #expect(broken.tally == tally)
        #expect(broken.joined == straight.joined)
        #expect(tally.panes == panes.count)
        #expect(tally.fromMs == panes.first?.startMs && tally.toMs == panes.last?.endMs)
        #expect(tally.late == panes.reduce(0) { $0 + $1.late })
        #expect(tally.undecodable == panes.reduce(0) { $0 + $1.undecodable })
        #expect(
            tally.alerts.reduce(0) { $0 + $1.alerts.warnings + $1.alerts.criticals }
                == alerts.count { $0.state == .firing }
        )
        #expect(tally.versions.map(\.version) == ["v1", "v2", "v3", "v4"])
        for version in tally.versions {
            for (arm, isShadow) in [(version.served, false), (version.shadow, true)] {
                try hold(arm, judged, panes, version.version, isShadow)
            }
        }
    }

    /// An arm's tally is what its panes hold.
    private func hold(
        _ tally: ArmTally,
        _ judged: [QualityPane],
        _ panes: [ClosedPane],
        _ version: String,
        _ isShadow: Bool
    ) throws {
        func isMine(_ arm: Arm) -> Bool { arm.version == version && arm.isShadow == isShadow }
        let counted = panes.flatMap(\.arms).filter { isMine($0.arm) }
        #expect(tally.events == counted.reduce(0) { $0 + $1.rows })
        var sums = QualitySums(.probability)
        var months: [Int64: QualitySums] = [:]
        var predictions = 0
        for pane in judged {
            for arm in pane.arms where isMine(arm.arm) {
                predictions += arm.predictions
                sums.add(arm.sums)
                months[WallClock.monthStart(pane.startMs), default: QualitySums(.probability)]
                    .add(arm.sums)
            }
        }
        #expect(tally.predictions == predictions)
        #expect(tally.sums ?? QualitySums(.probability) == sums)
        #expect(tally.months.map(\.startMs) == tally.months.map(\.startMs).sorted())
        for (start, expected) in months {
            let month = try #require(tally.months.first { $0.startMs == start })
            #expect(month.labelled == expected.count)
            #expect(month.figures.map(\.metric) == expected.figures.all.map(\.metric))
            #expect(month.figures.map(\.value) == expected.figures.all.map(\.value))
        }
    }

    @Test func `more versions and months than are kept leave the newest ones`() throws {
        let world = RolloutWorld(policy: nil)
        var pipeline = try pipeline()
        for number in 0..<100 {
            let start = Int64(number) * 31 * 86_400_000
            var pane = ClosedPane(startMs: start, endMs: start + 60_000)
            pane.arms = [
                ArmCounters(arm: Arm(version: "always", route: "champion"), rows: 1),
                ArmCounters(arm: Arm(version: "v\(number)", route: "canary"), rows: 1),
            ]
            _ = pipeline.run(pane, deployment: world.state)
        }
        let tally = pipeline.tally
        #expect(tally.versions.count == RunTally.mostVersions)
        #expect(tally.forgotten == 101 - RunTally.mostVersions)
        let always = try #require(tally.versions.first)
        #expect(always.version == "always" && always.served.events == 100)
        #expect(always.served.months.count == ArmTally.mostMonths)
        #expect(tally.events == 200)
    }

    @Test func `months are those of the calendar`() {
        for (time, start) in [
            ("2012-02-29T23:59:59", "2012-02-01"), ("2013-03-01T00:00:00", "2013-03-01"),
            ("1970-01-01T00:00:00", "1970-01-01"), ("2100-02-28T12:00:00", "2100-02-01"),
            ("2013-12-31T23:59:59", "2013-12-01"),
        ] {
            let formatter = ISO8601DateFormatter()
            guard let moment = formatter.date(from: time + "Z"),
                let month = formatter.date(from: start + "T00:00:00Z")
            else { return #expect(Bool(false)) }
            let found = WallClock.monthStart(Int64(moment.timeIntervalSince1970) * 1_000 + 999)
            #expect(found == Int64(month.timeIntervalSince1970) * 1_000, "\(time)")
        }
    }
}

extension ClosedPane {
    /// The pane at another time, with counts of its predictions.
    fileprivate func moved(by shift: Int64, _ rng: inout SplitMix64) -> ClosedPane {
        var moved = ClosedPane(startMs: startMs + shift, endMs: endMs + shift)
        moved.predictions = predictions.map {
            ServedPrediction(key: $0.key, timeMs: $0.timeMs + shift, arm: $0.arm, score: $0.score)
        }
        moved.shadows = shadows.map {
            ShadowPrediction(
                key: $0.key,
                timeMs: $0.timeMs + shift,
                version: $0.version,
                score: $0.score,
                servedVersion: $0.servedVersion,
                servedScore: $0.servedScore
            )
        }
        moved.labels = labels.map {
            Label(key: $0.key, timeMs: $0.timeMs + shift, label: $0.label, value: $0.value)
        }
        let rows = Dictionary(grouping: predictions.map(\.arm)) { $0 }.mapValues(\.count)
        moved.arms = rows.map { ArmCounters(arm: $0.key, rows: $0.value) }
            .sorted { $0.arm < $1.arm }
        moved.late = rng.below(3)
        moved.undecodable = rng.below(2)
        return moved
    }
}
