import DriftMonitor
import Foundation
import Observation
import Testing

@Suite
struct LabelJoinTests {
    private static let settings = [
        JoinSettings(kind: .probability, maxAgeMs: 480_000, earlyMs: 120_000),
        JoinSettings(kind: .probability, maxAgeMs: 60_000, minCoverage: 1, earlyMs: 0),
        JoinSettings(kind: .probability, maxAgeMs: 1_200_000, minCoverage: 0.5, earlyMs: 600_000),
    ]
    /// The same, short of room, and of a sample.
    private static let narrow =
        settings + [
            JoinSettings(kind: .probability, maxAgeMs: 480_000, maxJoins: 400, earlyMs: 120_000),
            JoinSettings(kind: .probability, maxAgeMs: 300_000, maxJoins: 16, earlyMs: 120_000),
            JoinSettings(
                kind: .probability,
                sample: 0.3,
                maxAgeMs: 600_000,
                maxJoins: 1_000,
                earlyMs: 180_000
            ),
        ]

    @Test(arguments: 0..<20, settings)
    func `panes are judged as their definition says`(seed: Int, settings: JoinSettings) {
        var join = LabelJoin(settings)
        var slow = SlowJoin(settings)
        var judged = 0
        for pane in JoinStream(seed: seed, panes: 40, rows: 12).panes {
            let found = join.run(pane)
            #expect(found == slow.run(pane), "seed \(seed)")
            judged += found.count
        }
        #expect(judged > 10, "seed \(seed)")
    }

    @Test(arguments: 0..<20, narrow)
    func `any order inside a pane gives the same`(seed: Int, settings: JoinSettings) {
        let stream = JoinStream(seed: seed, panes: 60, rows: 40)
        var join = LabelJoin(settings)
        var other = LabelJoin(settings)
        for (pane, shuffled) in zip(stream.panes, stream.shuffled(seed + 1)) {
            #expect(join.run(pane) == other.run(shuffled), "seed \(seed)")
            #expect(join.state == other.state && join.unjudged == other.unjudged, "seed \(seed)")
        }
    }

    @Test(arguments: 0..<20, narrow)
    func `a rebuilt join goes on as if it had never stopped`(
        seed: Int,
        settings: JoinSettings
    ) throws {
        let panes = JoinStream(seed: seed, panes: 60, rows: 40).panes
        var rng = SplitMix64(seed)
        var join = LabelJoin(settings)
        var restarted = LabelJoin(settings)
        for (place, pane) in panes.enumerated() {
            #expect(join.run(pane) == restarted.run(pane), "seed \(seed), pane \(place)")
            guard rng.below(4) == 0 else { continue }
            let kept = try JSONDecoder().decode(
                LabelJoin.State.self,
                from: JSONEncoder().encode(restarted.state)
            )
            let needed = try #require(restarted.neededFromMs)
            restarted = try LabelJoin(settings, restoring: kept)
            // More than is needed does no harm.
            let from = needed - Int64(rng.below(3)) * JoinStream.paneMs
            for earlier in panes[...place] where earlier.endMs > from { restarted.rebuild(earlier) }
            #expect(join.state == restarted.state, "seed \(seed), pane \(place)")
            #expect(join.unjudged == restarted.unjudged)
        }
    }

    @Test(arguments: 0..<20, narrow)
    func `everything is counted once`(seed: Int, settings: JoinSettings) {
        var join = LabelJoin(settings)
        var (predictions, labelled, sampled) = (0, 0, 0)
        var offered = 0
        for pane in JoinStream(seed: seed, panes: 80, rows: 40).panes {
            offered += pane.predictions.count + pane.shadows.count
            sampled += pane.labels.count
            for judged in join.run(pane) {
                predictions += judged.arms.reduce(0) { $0 + $1.predictions }
                labelled += judged.arms.reduce(0) { $0 + $1.sums.count }
            }
        }
        var last = ClosedPane(startMs: 2_000_000_000_000, endMs: 2_000_000_060_000)
        last.labels = []
        for judged in join.run(last) {
            predictions += judged.arms.reduce(0) { $0 + $1.predictions }
            labelled += judged.arms.reduce(0) { $0 + $1.sums.count }
        }
        let counts = join.counts
        #expect(counts.predictions == predictions && counts.labelled == labelled)
        #expect(counts.labelled + counts.unlabelled == counts.predictions)
        #expect(
            counts.joined + counts.early + counts.duplicate + counts.late + counts.orphan
                + counts.unmatched + counts.unfit == counts.labels
        )
        #expect(counts.held == 0)
        if settings.sample == 1 {
            #expect(counts.labels == sampled && counts.predictions + counts.dropped == offered)
        } else {
            #expect(Double(counts.labels) < 0.5 * Double(sampled))
        }
        #expect(join.unjudged.isEmpty)
    }

    @Test func `the streams have everything in them`() {
        var counts: [JoinCounts] = []
        for settings in Self.narrow {
            var join = LabelJoin(settings)
            for pane in JoinStream(seed: 1, panes: 80, rows: 40).panes { _ = join.run(pane) }
            counts.append(join.counts)
        }
        #expect(counts.allSatisfy { $0.unfit > 0 })
        #expect(counts[0].early > 0 && counts[0].late > 0 && counts[0].orphan > 0)
        #expect(counts[0].unmatched == 0 && counts[4].unmatched > 0)
        // With room for sixteen, six predictions get labels: too few for one to come twice.
        #expect(counts.enumerated().allSatisfy { $0.offset == 4 || $0.element.duplicate > 0 })
        #expect(counts.allSatisfy { $0.labelled > 0 && $0.unlabelled > 0 })
        #expect(counts[3].dropped > 0 && counts[4].dropped > 0 && counts[0].dropped == 0)
        func labelled(earlyMs: Int64) -> Int {
            var join = LabelJoin(
                JoinSettings(kind: .probability, maxAgeMs: 480_000, earlyMs: earlyMs)
            )
            for pane in JoinStream(seed: 1, panes: 80, rows: 40).panes { _ = join.run(pane) }
            return join.counts.labelled
        }
        #expect(labelled(earlyMs: 120_000) > labelled(earlyMs: 0))
    }

    @Test func `what there is no room for is dropped by key, and later panes have room`() {
        let settings = JoinSettings(kind: .probability, maxAgeMs: 3_600_000, maxJoins: 160)
        var join = LabelJoin(settings)
        var rng = SplitMix64(3)
        for number in 0..<60 {
            let start = Int64(number) * 60_000
            var pane = ClosedPane(startMs: start, endMs: start + 60_000)
            for _ in 0..<1_000 {
                pane.predictions.append(
                    ServedPrediction(
                        key: EventKey(high: rng.next(), low: rng.next()),
                        timeMs: start,
                        arm: Arm(version: "v1", route: "champion"),
                        score: 0.5
                    )
                )
            }
            let before = join.counts.predictions
            _ = join.run(pane)
            let taken = join.counts.predictions - before
            #expect(taken <= 10 && (number > 30 || taken > 0))
        }
        #expect(join.counts.predictions <= 160)
        #expect(join.counts.predictions + join.counts.dropped == 60_000)
    }

    @Test func `arms beyond the limit are dropped`() {
        var join = LabelJoin(JoinSettings(kind: .probability))
        var pane = ClosedPane(startMs: 0, endMs: 60_000)
        for number in 0..<300 {
            let key = EventKey(high: UInt64(number), low: UInt64(number))
            pane.predictions.append(
                ServedPrediction(
                    key: key,
                    timeMs: 0,
                    arm: Arm(version: "v1", route: "rule:\(number)"),
                    score: 0.5
                )
            )
            pane.labels.append(Label(key: key, timeMs: 0, label: 1, value: nil))
        }
        let judged = join.run(pane)
        #expect(judged.first?.arms.count == 256 && join.counts.dropped == 44)
    }

    @Test(arguments: ["[]", #"{"counts":{}}"#])
    func `a state that is none is not read`(text: String) {
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode(LabelJoin.State.self, from: Data(text.utf8))
        }
    }

    @Test func `a state whose panes are out of order is refused`() throws {
        var join = LabelJoin(JoinSettings(kind: .probability))
        for pane in JoinStream(seed: 1, panes: 10, rows: 5).panes { _ = join.run(pane) }
        let text = String(decoding: try JSONEncoder().encode(join.state), as: UTF8.self)
        let spoiled = text.replacing(/"endMs":[0-9]+/, with: #""endMs":5"#)
        let state = try JSONDecoder().decode(LabelJoin.State.self, from: Data(spoiled.utf8))
        #expect(throws: JoinError.self) {
            try LabelJoin(JoinSettings(kind: .probability), restoring: state)
        }
    }
}
