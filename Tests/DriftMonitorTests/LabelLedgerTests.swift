import Foundation
import Observation
import Testing

@testable import DriftMonitor

/// Labels that find no waiting prediction, told apart.
@Suite
struct LabelLedgerTests {
    private static let settings = JoinSettings(
        kind: .probability,
        maxAgeMs: 300_000,
        minCoverage: 1,
        earlyMs: 120_000
    )

    private static func key(_ number: Int) -> EventKey {
        var rng = SplitMix64(number)
        return EventKey(high: rng.next(), low: rng.next())
    }

    /// The minute `number`, with predictions and labels of events by their number.
    private static func pane(
        _ number: Int,
        predictions: [Int] = [],
        labels: [Int] = []
    ) -> ClosedPane {
        let start = Int64(number) * 60_000
        var pane = ClosedPane(startMs: start, endMs: start + 60_000)
        pane.predictions = predictions.map {
            ServedPrediction(
                key: key($0),
                timeMs: start,
                arm: Arm(version: "v1", route: "champion"),
                score: 0.5
            )
        }
        pane.labels = labels.map { Label(key: key($0), timeMs: start, label: 1, value: nil) }
        return pane
    }

    @Test
    func `a label is joined, early, duplicate, late or of no event, and held until it is known`() {
        var join = LabelJoin(Self.settings)
        _ = join.run(Self.pane(0, predictions: [1, 2], labels: [1, 1, 3, 3, 4]))
        #expect(join.counts.joined == 1)
        #expect(
            join.counts.duplicate == 2,
            "of 1, which has it, and of 3, which waits for its event"
        )
        #expect(join.counts.held == 2, "3 and 4")
        _ = join.run(Self.pane(1, predictions: [3]))
        #expect(join.counts.early == 1 && join.counts.held == 1)
        _ = join.run(Self.pane(3))
        #expect(join.counts.orphan == 1 && join.counts.held == 0, "nobody waits for 4 any more")
        // By its age the first minute is judged now, 2 without a label.
        _ = join.run(Self.pane(5))
        #expect(join.counts.unlabelled == 1)
        _ = join.run(Self.pane(6, labels: [2, 1]))
        #expect(join.counts.late == 1 && join.counts.duplicate == 3)
        // Five more minutes later nobody remembers it: it is a label like that of any other event.
        _ = join.run(Self.pane(12, labels: [2]))
        #expect(join.counts.held == 1)
        _ = join.run(Self.pane(20))
        #expect(join.counts.orphan == 2 && join.counts.held == 0)
        #expect(join.counts.labels == 8 && join.counts.unmatched == 0)
    }

    @Test(arguments: 0..<20)
    func `what is told is what a memory of everything tells`(seed: Int) {
        var rng = SplitMix64(seed)
        var join = LabelJoin(Self.settings)
        // By event: the minute of its prediction, and the minutes of its labels; one a minute at most.
        var predicted: [Int: Int] = [:]
        var labelled: [Int: [Int]] = [:]
        for event in 0..<1_500 {
            let minute = rng.below(60)
            if rng.below(5) > 0 { predicted[event] = minute }
            for _ in 0..<rng.below(3) {
                labelled[event, default: []].append(max(0, minute + rng.below(14) - 3))
            }
        }
        for minute in 0..<90 {
            let labels = labelled.filter { $0.value.contains(minute) }
                .flatMap { event, minutes in minutes.filter { $0 == minute }.map { _ in event } }
            _ = join.run(
                Self.pane(
                    minute,
                    // And one that never gets a label, so that no minute is judged before its age.
                    predictions: predicted.filter { $0.value == minute }.map(\.key) + [
                        9_000 + minute
                    ],
                    labels: labels
                )
            )
        }
        var expected = JoinCounts()
        for (event, minutes) in labelled {
            expected.labels += minutes.count
            let time = predicted[event] ?? .max
            // Judged by its age at the end of the fifth minute, and remembered for five more.
            let judged = predicted[event].map { $0 + 5 } ?? .max
            let forgotten = predicted[event].map { $0 + 10 } ?? .max
            var keptUntil = Int.min
            var hasLabel = false
            for minute in minutes.sorted() {
                let isKept = minute <= keptUntil
                switch minute {
                case _ where isKept: expected.duplicate += 1
                case ..<time where time - minute <= 2: expected.early += 1
                case ..<time: expected.orphan += 1
                case ...judged where !hasLabel: expected.joined += 1
                case ...forgotten where hasLabel: expected.duplicate += 1
                case ...forgotten: expected.late += 1
                default: expected.orphan += 1
                }
                if minute >= time ? minute <= judged : time - minute <= 2 { hasLabel = true }
                keptUntil = minute + 2
            }
        }
        let counts = join.counts
        #expect(counts.labels == expected.labels, "seed \(seed)")
        #expect(counts.unmatched == 0 && counts.held == 0, "seed \(seed)")
        #expect(
            counts.joined == expected.joined && counts.early == expected.early,
            "seed \(seed)"
        )
        #expect(
            counts.late == expected.late && counts.orphan == expected.orphan
                && counts.duplicate == expected.duplicate,
            "seed \(seed): \(counts) \(expected)"
        )
    }

    @Test func `of more events than are remembered a fair sample is told apart`() throws {
        var join = LabelJoin(Self.settings)
        for minute in 0..<10 {
            _ = join.run(
                Self.pane(minute, predictions: Array(minute * 2_000..<(minute + 1) * 2_000))
            )
        }
        // The first five minutes are judged without labels: half of these are theirs.
        _ = join.run(Self.pane(10, labels: Array(0..<4_000) + Array(90_000..<94_000)))
        _ = join.run(Self.pane(20))
        let counts = join.counts
        #expect(counts.labels == 8_000 && counts.held == 0)
        #expect(counts.late + counts.orphan + counts.unmatched == 8_000)
        #expect(counts.late > 800 && counts.orphan > 800)
        let share = Double(counts.late) / Double(counts.late + counts.orphan)
        #expect(abs(share - 0.5) < 0.05, "\(share)")
        let text = try JSONEncoder().encode(join.state)
        #expect(text.count < 400_000)
    }

    @Test(arguments: [
        #"{"limit":{},"missed":[1],"labelled":[],"held":[]}"#,
        #"{"limit":{},"missed":[],"labelled":[],"held":["1"]}"#, #"{"limit":{}}"#,
    ])
    func `a ledger that is none is not read`(text: String) {
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode(LabelLedger.self, from: Data(text.utf8))
        }
    }
}
