import BrokerFixture
import Foundation
import Observation
import Operations
import Records
import Rollout
import Testing

@testable import DriftMonitor
@testable import StreamScorer

extension ServiceTests {
    /// What the monitor counts of the topics, beside what a scorer counts of the same events.
    @Suite
    struct CountedTopicsTests {
        private static let rules = MergeRules(paneMs: 3_600_000, latenessMs: 604_800_000)

        @Test(arguments: [1, 2])
        func `the monitor's own counts of a pane are those of the scorer`(workers: Int) throws {
            var options = ServiceHarness.Options()
            options.workers = workers
            options.lines = ["observe: {pane_ms: 3600000, lateness_ms: \(Self.rules.latenessMs)}"]
            let harness = try ServiceHarness(.embedded(), options)
            // Each partition begins with events whose time is believed.
            let first = Flights.records(Flights.events.prefix(60), partitions: 3)
            let records =
                try first + ObserveServiceTests.records(3_000, seed: "counted \(workers)")
            try harness.send(records)
            let service = try harness.start()
            let broken = records.count {
                $0.value != nil && !ObserveServiceTests.isJSON($0.value ?? [])
            }
            let tombstones = records.count { $0.value == nil }
            let events = records.count - tombstones
            let predictions = try harness.readPredictions(events - broken)
            _ = try harness.readObservations(events: events)
            try service.stopAndJoin()
            let observations = try harness.client.read(
                harness.observations,
                partitions: 2,
                count: 1
            )
            let features = try harness.client.read(
                harness.features,
                partitions: options.partitions,
                count: records.count
            )
            let scorers = try Self.observed(observations)
            let monitors = try Self.counted(features, predictions)
            #expect(scorers.count > 50)
            let differences = Self.differences(scorers, monitors)
            #expect(differences.isEmpty, "\(differences.count): \(differences.prefix(3))")
            #expect(monitors.reduce(0) { $0 + $1.undecodable } == broken)
            #expect(monitors.reduce(0) { $0 + $1.late } > 0)
            #expect(monitors.reduce(0) { $0 + $1.ahead } > 0)
            #expect(monitors.reduce(0) { $0 + $1.untimed } > 0)
        }

        /// The panes of what scorers have written.
        private static func observed(_ records: [TestRecord]) throws -> [ClosedPane] {
            let sources = (0..<2).map { InputPartition(.observations, Int32($0)) }
            var assembler = PaneAssembler(rules, sources: sources, observedCount: 3)
            for record in records {
                let source = InputPartition(.observations, record.partition)
                assembler.add(
                    try ObservationRecord(decoding: record.value ?? []),
                    at: InputPlace(source, offset: record.offset)
                )
            }
            return close(&assembler, sources)
        }

        /// The panes of the topics.
        private static func counted(
            _ features: [TestRecord],
            _ predictions: [TestRecord]
        ) throws -> [ClosedPane] {
            let contract = try contract()
            let events = try FeatureIntake(
                Declaration.Input(topic: "features"),
                version: "v1",
                contract,
                maxEventBytes: 1 << 20
            )
            var intake = RecordIntake(try LabelLayout(), classes: 2)
            let sources = (0..<3).flatMap { partition in
                [
                    InputPartition(.features, Int32(partition)),
                    InputPartition(.predictions, Int32(partition)),
                ]
            }
            var assembler = PaneAssembler(rules, sources: sources, observedCount: 3)
            for record in features {
                let place = InputPlace(
                    InputPartition(.features, record.partition),
                    offset: record.offset
                )
                guard let value = record.value else {
                    assembler.skip(place)
                    continue
                }
                let event = events.read(value.span.bytes, recordMs: record.timestampMs)
                assembler.add(event, of: events, recordMs: record.timestampMs, at: place)
            }
            for record in predictions {
                let value = record.value ?? []
                let (_, prediction) = try intake.prediction(value.span.bytes)
                assembler.add(
                    prediction,
                    outputs: intake.outputs,
                    contract,
                    recordMs: record.timestampMs,
                    isJoined: false,
                    at: InputPlace(
                        InputPartition(.predictions, record.partition),
                        offset: record.offset
                    )
                )
            }
            return close(&assembler, sources)
        }

        private static func contract() throws -> VersionContract {
            let version = RepositoryVersion(model: "delay", version: "v1")
            let model = try version.load(from: Flights.models).model
            let counted = try #require(try VersionBaseline.load(for: model))
            return VersionContract(
                layout: try EventLayout(for: model),
                digest: counted.digest,
                counter: counted.counter
            )
        }

        private static func close(
            _ assembler: inout PaneAssembler,
            _ sources: [InputPartition]
        ) -> [ClosedPane] {
            for source in sources {
                assembler.reachedEnd(of: source, nowMs: 0, isFinished: true)
            }
            var panes: [ClosedPane] = []
            while let closed = assembler.next(nowMs: 0) { panes.append(closed.pane) }
            return panes
        }

        /// How panes differ in what is counted: not in how long scoring took, which predictions do not
        /// say; and of what is in no pane only the sums agree, because a scorer tells it when it
        /// commits.
        private static func differences(_ left: [ClosedPane], _ right: [ClosedPane]) -> [String] {
            let starts = Set((left + right).map(\.startMs)).sorted()
            func map(_ panes: [ClosedPane]) -> [Int64: ClosedPane] {
                Dictionary(uniqueKeysWithValues: panes.map { ($0.startMs, $0) })
            }
            let (lefts, rights) = (map(left), map(right))
            var lines = starts.compactMap { start -> String? in
                let (one, other) = (lefts[start].map(text) ?? "", rights[start].map(text) ?? "")
                return one == other ? nil : "\(start): \(one) / \(other)"
            }
            for (name, path) in [
                ("late", \ClosedPane.late), ("ahead", \.ahead), ("untimed", \.untimed),
            ] as [(String, KeyPath<ClosedPane, Int>)] {
                let sums = [left, right].map { $0.reduce(0) { $0 + $1[keyPath: path] } }
                if sums[0] != sums[1] { lines.append("\(name): \(sums)") }
            }
            return lines
        }

        private static func text(_ pane: ClosedPane) -> String {
            let arms = pane.arms.map { arm in
                "\(arm.arm) \(arm.rows) \(arm.failed) \(arm.refused) \(arm.baselineDigest ?? "")"
                    + " \(arm.counters.map { "\($0.rows) \($0.cells)" } ?? "")"
            }
            let offsets = pane.offsets.map { "\($0.arm) \($0.partition) \($0.offsets)" }
            return arms.isEmpty && pane.undecodable == 0
                ? "" : "\(pane.undecodable) \(arms) \(offsets)"
        }
    }
}
