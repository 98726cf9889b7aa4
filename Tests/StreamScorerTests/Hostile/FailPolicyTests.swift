import BrokerFixture
import Foundation
import Kafka
import StreamScorer
import Testing

extension ServiceTests {
    /// `on_error: fail`, and records that the broker refuses.
    @Suite
    struct FailPolicyTests {
        @Test(
            .enabled(if: RealBroker.isConfigured, "\(RealBroker.skipReason)"),
            arguments: ["at_least_once", "exactly_once"]
        )
        func `on_error fail commits what came before, names the event and meets it again`(
            delivery: String
        ) throws {
            var options = ServiceHarness.Options()
            options.delivery = delivery
            options.onError = "fail"
            options.partitions = 1
            let harness = try ServiceHarness(.real(), options)
            var records = Flights.records(Flights.events.prefix(200), partitions: 1)
            records.insert(TestRecord(key: "k", value: "{", partition: 0), at: 120)
            try harness.send(records)
            for _ in 0..<2 {
                let service = try harness.start()
                let error = #expect(throws: ScoringError.self) { try service.join() }
                let text = error?.description ?? ""
                #expect(text.contains("\(harness.features)[0]@120"), "\(text)")
                #expect(text.contains("on_error"), "\(text)")
            }
            let predictions = try harness.readPredictions(120)
            #expect(predictions.count == 120)
            #expect(try harness.readDeadLetters(0).isEmpty)
            let asker = try Consumer([
                "bootstrap.servers": harness.broker.bootstrapServers, "group.id": harness.group,
            ])
            let input = TopicPartition(topic: harness.features, partition: 0)
            let lag = try asker.lag(of: [input], timeoutMs: 10_000)
            #expect(lag.map(\.committed) == [120])
        }

        @Test(
            .enabled(if: RealBroker.isConfigured, "\(RealBroker.skipReason)"),
            arguments: ["at_least_once", "exactly_once"]
        )
        func `a dead letter that the broker refuses arrives cut, and nothing else is lost`(
            delivery: String
        ) throws {
            var options = ServiceHarness.Options()
            options.delivery = delivery
            options.partitions = 1
            options.deadLetterSettings = ["max.message.bytes": "20000"]
            let harness = try ServiceHarness(.real(), options)
            let service = try harness.start()
            var records = Flights.records(Flights.events.prefix(300), partitions: 1)
            let large = (0..<60_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
            for place in [50, 51, 200] {
                records.insert(
                    TestRecord(
                        key: Array("key-\(place)".utf8),
                        value: large,
                        partition: 0,
                        headers: [TestHeader("trace", "\(place)")]
                    ),
                    at: place
                )
            }
            records.insert(TestRecord(key: "small", value: "{", partition: 0), at: 100)
            try harness.send(records)
            let predictions = try harness.readPredictions(300)
            let letters = try harness.readDeadLetters(4)
            try service.stopAndJoin()
            #expect(
                Set(try predictions.map { try PredictionText($0).id })
                    == Set(Flights.events.prefix(300).map(\.id))
            )
            if delivery == "exactly_once" {
                #expect(predictions.count == 300)
                #expect(letters.count == 4)
            }
            for place in [50, 51, 200] {
                let found = letters.first { $0.key == Array("key-\(place)".utf8) }
                let letter = try #require(found)
                #expect(letter.value == Array(large.prefix(1_024)))
                #expect(letter.header("trace") == "\(place)")
                #expect(
                    letter.header("__connect.errors.exception.message")?.contains("60000 bytes")
                        == true
                )
            }
            #expect(letters.contains { $0.value == [UInt8(ascii: "{")] })
        }
    }
}
