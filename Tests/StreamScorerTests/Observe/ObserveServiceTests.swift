import BrokerFixture
import Foundation
import Observation
import Operations
import Testing

@testable import StreamScorer

extension ServiceTests {
    /// What a service counts of what it scores.
    @Suite
    struct ObserveServiceTests {
        /// Flights, some of them with values that training did not see, null, late, ahead, without a
        /// time, broken, or no event at all.
        static func records(_ count: Int, seed: String) throws -> [TestRecord] {
            var random = SeededRandom(seed)
            print("seed \(random.seed)")
            var records = Flights.records(Flights.events.prefix(count), partitions: 3)
            for place in records.indices where Int.random(in: 0..<5, using: &random) == 0 {
                let text = String(decoding: records[place].value ?? [], as: UTF8.self)
                guard
                    var event = try JSONSerialization.jsonObject(with: Data(text.utf8))
                        as? [String: Any],
                    var features = event["features"] as? [String: Any]
                else { throw FixtureError("no event") }
                switch Int.random(in: 0..<9, using: &random) {
                case 0: features["carrier"] = "nobody's"
                case 1: features["carrier"] = NSNull()
                case 2: features["dep_delay"] = NSNull()
                case 3: features["dep_delay"] = 1e9
                case 4: features["dep_delay"] = -1e9
                case 5: event["ts"] = 1_000
                case 6: event["ts"] = 33_000_000_000_000
                case 7: event["ts"] = -5
                default:
                    records[place].value = place % 2 == 0 ? nil : Array(text.utf8.dropLast())
                    continue
                }
                event["features"] = features
                records[place].value = [UInt8](try JSONSerialization.data(withJSONObject: event))
            }
            return records
        }

        @Test(arguments: ["exactly_once", "at_least_once"], [60_000, 3_600_000])
        func `what is counted equals a slow count of the events`(
            delivery: String,
            paneMs: Int64
        ) throws {
            var options = ServiceHarness.Options()
            options.delivery = delivery
            options.workers = 2
            options.lines = ["observe: {pane_ms: \(paneMs), lateness_ms: 7200000}"]
            let harness = try ServiceHarness(.embedded(), options)
            let records = try Self.records(3_000, seed: "observe \(delivery) \(paneMs)")
            try harness.send(records)
            let service = try harness.start()
            let broken = records.count { $0.value != nil && !Self.isJSON($0.value ?? []) }
            let tombstones = records.count { $0.value == nil }
            let predictions = try harness.readPredictions(records.count - broken - tombstones)
            let counted = try harness.readObservations(events: records.count - tombstones)
            try service.stopAndJoin()
            let expected = try SlowCount.flights(paneMs: paneMs, latenessMs: 7_200_000)
                .totals(records, predictions: predictions)
            let differences = counted.differences(from: expected)
            #expect(differences.isEmpty, "\(differences.count): \(differences.prefix(3))")
            #expect(!expected.late.isEmpty && !expected.ahead.isEmpty && !expected.untimed.isEmpty)
            #expect(expected.undecodable.values.reduce(0, +) == broken)
            #expect(service.total("stream_scorer_observations_total") > 0)
            let late = service.total(
                "stream_scorer_observed_events_unplaced_total",
                where: "reason=\"late\""
            )
            #expect(Int(late) == expected.late.values.reduce(0, +))
        }

        // Panes of a minute: a batch has more of them than a worker holds, and is written in parts.
        @Test(arguments: [86_400_000, 60_000])
        func `shadows, versions that fail and constants are arms of their own`(paneMs: Int) throws {
            let versions = try FlightVersions()
            var options = ServiceHarness.Options()
            options.models = versions.folder
            options.lines = ["shadows: {share: 1}", "observe: {pane_ms: \(paneMs)}"]
            let harness = try ServiceHarness(.embedded(), options)
            let count = 1_000
            let records = Flights.records(Flights.events.prefix(count), partitions: 3)
            let service = try RoutedService(
                harness,
                harness.routed(
                    versions,
                    champion: "late-overflow",
                    shadows: [("v1", 1_000_000), ("overflow", 1_000_000)],
                    fallback: [.version("twin"), .constant(0.5)],
                    observed: true
                )
            )
            try harness.send(records)
            _ = try harness.readPredictions(count)
            let scored = try waitForShadows(service)
            let counted = try harness.readObservations(events: count)
            service.stopAndJoin()
            let rows = counted.rowsByArm
            let failed = counted.arms.values.reduce(0) { $0 + $1.failed }
            let unanswered = service.total("unanswered_rows_total")
            #expect(rows[Arm(version: "late-overflow", route: "champion")] == count)
            let standIns = rows[Arm(version: "twin", route: "fallback")] ?? 0
            #expect(standIns == unanswered && standIns > 0)
            #expect(rows[Arm(version: "v1", route: "shadow")] == scored["v1"])
            #expect(rows[Arm(version: "overflow", route: "shadow")] == scored["overflow"])
            #expect(failed == unanswered + (scored["overflow"] ?? 0))
            for (key, counts) in counted.arms where counts.digest != nil {
                #expect(["twin", "v1"].contains(key.arm.version))
                #expect(counts.counters?.rows == counts.rows)
                let plan = ObservationPlan(try SlowCount.flights(paneMs: 1, latenessMs: 0).baseline)
                let sums = (0..<plan.subjectCount).map { subject in
                    counts.counters.map { plan.cells(of: subject, in: $0).reduce(0, +) } ?? 0
                }
                #expect(
                    sums.dropLast().allSatisfy { key.arm.isShadow ? $0 == 0 : $0 >= counts.rows }
                )
                #expect((sums.last ?? 0) >= counts.rows)
            }
        }

        /// Shadow rows that were scored or failed, once nothing more comes.
        private func waitForShadows(_ service: RoutedService) throws -> [String: Int] {
            var scored: [String: Int] = [:]
            for version in ["v1", "overflow"] {
                let results = service.shadowResults(version)
                scored[version] = (results["scored"] ?? 0) + (results["failed_nonfinite"] ?? 0)
            }
            return scored
        }

        static func isJSON(_ bytes: [UInt8]) -> Bool {
            (try? JSONSerialization.jsonObject(with: Data(bytes))) != nil
        }
    }
}
