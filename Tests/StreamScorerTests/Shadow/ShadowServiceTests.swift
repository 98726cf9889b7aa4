import BrokerFixture
import Foundation
import Rollout
import Testing

@testable import StreamScorer

extension ServiceTests {
    /// What is served with a shadow beside it, and what the shadow writes.
    @Suite
    struct ShadowServiceTests {
        private static let count = 1_500

        private func options(
            _ delivery: String,
            _ versions: FlightVersions
        ) -> ServiceHarness.Options {
            var options = ServiceHarness.Options()
            options.delivery = delivery
            options.models = versions.folder
            return options
        }

        /// What was served of the flights, what shadows wrote, and what was counted of them.
        private func serve(
            _ delivery: String,
            _ versions: FlightVersions,
            shadows: [(version: String, sample: Int32)],
            lines: [String] = []
        ) throws -> (served: [TestRecord], shadows: [TestRecord], results: [String: [String: Int]])
        {
            var options = options(delivery, versions)
            options.lines = lines
            let harness = try ServiceHarness(.embedded(), options)
            var records = Flights.records(Flights.events.prefix(Self.count), partitions: 3)
            for place in stride(from: 0, to: records.count, by: 10) {
                records[place].headers = [TestHeader("traceparent", "00-\(place)")]
            }
            let service = try RoutedService(
                harness,
                harness.routed(versions, champion: "v1", shadows: shadows)
            )
            try harness.send(records)
            var served = try harness.readPredictions(Self.count)
            #expect(try harness.readDeadLetters(0).isEmpty)
            service.stopAndJoin()
            var results: [String: [String: Int]] = [:]
            for shadow in shadows {
                results[shadow.version] = service.shadowResults(shadow.version)
            }
            let scored = results.values.reduce(0) { $0 + ($1["scored"] ?? 0) }
            let written = try harness.readShadows(scored, seconds: 20)
            for place in served.indices { served[place].topic = "" }
            return (served, written, results)
        }

        @Test(arguments: ["exactly_once", "at_least_once"])
        func `what is served is the same to the byte, whatever a shadow does`(
            delivery: String
        ) throws {
            let versions = try FlightVersions()
            let alone = try serve(delivery, versions, shadows: []).served
            #expect(alone.count == Self.count)
            for shadow in ["twin", "overflow", "late-overflow", "tenfold"] {
                let run = try serve(delivery, versions, shadows: [(shadow, 1_000_000)])
                #expect(run.served == alone, "beside \(shadow)")
                let results = run.results[shadow] ?? [:]
                print("\(delivery) beside \(shadow): \(results)")
                #expect(results.values.reduce(0, +) == Self.count, "every row is accounted for")
                #expect(run.shadows.count == results["scored"] ?? 0)
                switch shadow {
                case "overflow":
                    #expect(results["scored"] == nil && results["failed_nonfinite"] ?? 0 > 0)
                case "late-overflow":
                    #expect(results["scored"] ?? 0 > 0 && results["failed_nonfinite"] ?? 0 > 0)
                default: #expect(results["scored"] ?? 0 > 0 && results["failed_nonfinite"] == nil)
                }
            }
        }

        @Test
        func `a shadow's records name both answers and carry the event's key, time and headers`()
            throws
        {
            let versions = try FlightVersions()
            let run = try serve(
                "exactly_once",
                versions,
                shadows: [("twin", 1_000_000), ("late-overflow", 1_000_000)],
                lines: ["shadows: {share: 1}"]
            )
            var served: [String: TestRecord] = [:]
            for record in run.served { served[try PredictionText(record).id] = record }
            var seen: [String: Set<String>] = [:]
            for record in run.shadows {
                let text = try PredictionText(record)
                let prediction = try #require(served[text.id])
                let beside = try PredictionText(prediction)
                #expect(text.route == "shadow" && text.revision == 1 && text.model == "delay")
                #expect(
                    text.timeMs == beside.timeMs
                        && text.members == (beside.members + ["served"]).sorted()
                )
                #expect(record.key == prediction.key && record.partition == prediction.partition)
                #expect(record.timestampMs == prediction.timestampMs)
                let value = String(decoding: record.value ?? [], as: UTF8.self)
                let expected = String(decoding: prediction.value ?? [], as: UTF8.self)
                    .components(separatedBy: "\"prediction\":")[1]
                #expect(value.hasSuffix(#","served":{"version":"v1","prediction":\#(expected)}"#))
                if text.version == "twin" {
                    #expect(text.prediction == beside.prediction)
                } else {
                    #expect(text.prediction == 0.25)
                }
                #expect(record.header("stream-scorer-version") == text.version)
                #expect(record.header("traceparent") == prediction.header("traceparent"))
                #expect(seen[text.version, default: []].insert(text.id).inserted, "written once")
            }
            #expect(seen.count == 2)
        }

        @Test func `a sample is of keys, and the same ones every time`() throws {
            let versions = try FlightVersions()
            let run = try serve(
                "at_least_once",
                versions,
                shadows: [("twin", 250_000)],
                lines: ["shadows: {share: 1}"]
            )
            let salt = BucketSalt("shadow/flights/twin")
            func isSampled(_ key: [UInt8]?) -> Bool {
                let bytes = key ?? []
                return salt.millionth(of: bytes.span.bytes) < 250_000
            }
            let wanted = run.served.filter { isSampled($0.key) }.count
            #expect(wanted > Self.count / 6 && wanted < Self.count / 3)
            #expect(run.shadows.allSatisfy { isSampled($0.key) })
            #expect(run.results["twin"]?.values.reduce(0, +) == wanted)
        }

        @Test(arguments: ["exactly_once", "at_least_once"])
        func `told not to shed, shadows answer every row however little time and room there is`(
            delivery: String
        ) throws {
            let versions = try FlightVersions()
            let run = try serve(
                delivery,
                versions,
                shadows: [("tenfold", 1_000_000), ("twin", 1_000_000)],
                lines: ["shadows: {share: 0, shed: false}", "max_batch: 1000"]
            )
            for shadow in ["tenfold", "twin"] {
                #expect(run.results[shadow] == ["scored": Self.count])
                let ids = try run.shadows.map { try PredictionText($0) }
                    .filter { $0.version == shadow }.map(\.id)
                #expect(ids.count == Self.count && Set(ids).count == Self.count)
            }
            // All shadows of an event, then those of the next: event time does not go back.
            var places: [String: Int] = [:]
            for record in run.served { places[try PredictionText(record).id] = places.count }
            var newest: [Int32: Int] = [:]
            for record in run.shadows {
                let place = try #require(places[try PredictionText(record).id])
                #expect(place >= newest[record.partition] ?? 0)
                newest[record.partition] = place
            }
        }

        @Test func `a record that would be too large is counted and not written`() throws {
            let versions = try FlightVersions()
            let harness = try ServiceHarness(.embedded(), options("exactly_once", versions))
            let service = try RoutedService(
                harness,
                harness.routed(versions, champion: "v1", shadows: [("twin", 1_000_000)])
            )
            let id = String(repeating: "x", count: 70_000)
            try harness.send(
                (0..<20).map { place in
                    TestRecord(
                        key: "k",
                        value:
                            #"{"id":"\#(place % 2 == 0 ? id : "short")","features":{"dep_delay":1}}"#,
                        partition: 0
                    )
                }
            )
            #expect(try harness.readPredictions(20).count == 20)
            service.stopAndJoin()
            #expect(service.shadowResults("twin")["too_large"] == 10)
            #expect(service.total("transactions_aborted_total") == 0)
        }

        // The topic takes no record of more than 100 bytes: every shadow prediction is refused.
        @Test(
            .enabled(if: RealBroker.isConfigured, "\(RealBroker.skipReason)"),
            arguments: ["exactly_once", "at_least_once"]
        )
        func `shadow predictions that the broker refuses cost one recovery and no event`(
            delivery: String
        ) throws {
            let versions = try FlightVersions()
            var options = options(delivery, versions)
            options.shadowSettings = ["max.message.bytes": "100"]
            let harness = try ServiceHarness(.real(), options)
            let service = try RoutedService(
                harness,
                harness.routed(versions, champion: "v1", shadows: [("twin", 1_000_000)])
            )
            let records = Flights.records(Flights.events.prefix(Self.count), partitions: 3)
            for start in stride(from: 0, to: Self.count, by: 100) {
                try harness.send(Array(records[start..<start + 100]))
                usleep(100_000)
            }
            let served = try harness.readPredictions(Self.count)
            let ids = try served.map { try PredictionText($0).id }
            #expect(ids.count == Self.count && Set(ids).count == Self.count)
            service.stopAndJoin()
            print("\(delivery), refused: \(service.shadowResults("twin"))")
            #expect(service.shadowResults("twin")["shed_undelivered"] ?? 0 > 0)
            #expect(service.total("transactions_aborted_total") <= 1)
            #expect(try harness.readShadows(0, seconds: 3).isEmpty)
        }
    }
}
