import BrokerFixture
import Foundation
import Kafka
import Testing

extension ServiceTests {
    /// Bad events among good ones.
    @Suite
    struct HostileTests {
        @Test(arguments: ["at_least_once", "exactly_once"])
        func `every bad event becomes a dead letter and every good one is answered`(
            delivery: String
        ) throws {
            try expectCorpusSorted(delivery, on: .embedded())
        }

        @Test(.enabled(if: RealBroker.isConfigured, "\(RealBroker.skipReason)"))
        func `every bad event becomes a dead letter on a real broker`() throws {
            try expectCorpusSorted("exactly_once", on: .real())
        }

        @Test func `on_error drop counts bad events and writes them nowhere`() throws {
            var options = ServiceHarness.Options()
            options.delivery = "at_least_once"
            options.onError = "drop"
            let harness = try ServiceHarness(.embedded(), options)
            let service = try harness.start()
            let mixed = Self.mixed()
            try harness.send(mixed.map(\.record))
            let good = mixed.filter { $0.reason == nil && $0.record.value != nil }
            let predictions = try harness.readPredictions(good.count)
            try service.stopAndJoin()
            #expect(predictions.count == good.count)
            #expect(try harness.readDeadLetters(0).isEmpty)
            #expect(
                service.total("stream_scorer_dropped_records_total")
                    == Double(HostileCorpus.values.count)
            )
            #expect(service.total("stream_scorer_dead_letters_total") == 0)
        }

        private func expectCorpusSorted(_ delivery: String, on broker: TestBroker) throws {
            var options = ServiceHarness.Options()
            options.delivery = delivery
            options.topicSettings = ["max.message.bytes": "4000000"]
            options.deadLetterSettings = ["max.message.bytes": "4000000"]
            options.kafka = ["message.max.bytes": "4000000"]
            let harness = try ServiceHarness(broker, options)
            let service = try harness.start()
            let mixed = Self.mixed()
            try harness.send(mixed.map(\.record))
            let good = mixed.filter { $0.reason == nil && $0.record.value != nil }
            let bad = mixed.filter { $0.reason != nil }
            let predictions = try harness.readPredictions(good.count)
            let letters = try harness.readDeadLetters(bad.count)
            try service.stopAndJoin()

            #expect(predictions.count == good.count)
            let answered = try predictions.map { try PredictionText($0).id }
            #expect(answered.sorted() == good.compactMap(\.id).sorted())
            #expect(service.total("stream_scorer_tombstones_total") == 10)
            #expect(service.total("stream_scorer_dead_letters_total") == Double(bad.count))
            try #require(letters.count == bad.count)
            for partition in 0..<Int32(3) {
                let here = letters.filter { $0.partition == partition }
                let sent = mixed.enumerated().filter { $0.element.record.partition == partition }
                let expected = sent.enumerated().filter { $0.element.element.reason != nil }
                try #require(here.count == expected.count)
                for ((offset, (_, event)), letter) in zip(expected, here) {
                    #expect(letter.key == event.record.key)
                    #expect(letter.value == event.record.value)
                    #expect(letter.timestampMs == event.record.timestampMs)
                    let own = event.record.headers
                    #expect(Array(letter.headers.prefix(own.count)) == own)
                    let name = event.name
                    #expect(
                        letter.header("__connect.errors.exception.class.name") == event.reason,
                        "\(name)"
                    )
                    #expect(letter.header("__connect.errors.stage") == "decode")
                    #expect(letter.header("__connect.errors.topic") == harness.features)
                    #expect(letter.header("__connect.errors.partition") == "\(partition)")
                    #expect(letter.header("__connect.errors.offset") == "\(offset)")
                    #expect(letter.header("__connect.errors.connector.name") == harness.group)
                    #expect(letter.header("__connect.errors.task.id") == "a-0")
                    #expect(letter.headers.count == own.count + 9)
                }
            }
        }

        private struct Mixed {
            let name: String
            let record: TestRecord
            let reason: String?
            var id: String?
        }

        /// The corpus, a flight before each value, odd but good events and ten tombstones.
        private static func mixed() -> [Mixed] {
            var all: [Mixed] = []
            func add(
                _ name: String,
                _ value: [UInt8]?,
                reason: String? = nil,
                id: String? = nil
            ) {
                let place = all.count
                var record = TestRecord(
                    key: place % 5 == 0 ? nil : [0xff, UInt8(place & 0xff)],
                    value: value,
                    partition: Int32(place % 3),
                    timestampMs: 1_700_000_000_000 + Int64(place)
                )
                if place % 2 == 0 {
                    record.headers = [TestHeader("trace", [0xfe, 0]), TestHeader("null", nil)]
                }
                all.append(Mixed(name: name, record: record, reason: reason, id: id))
            }
            for (value, flight) in zip(HostileCorpus.values, Flights.events) {
                add(flight.id, Array(flight.text.utf8), id: flight.id)
                add(value.name, value.bytes, reason: value.reason)
            }
            for _ in 0..<10 { add("tombstone", nil) }
            let long = String(repeating: "é", count: 100_000)
            let odd = [
                (#"{"id":"x","id":"twice","features":{"temp":1,"temp":2}}"#, "twice"),
                (#"{"id":"\ud83d\ude00\"","features":{}}"#, "😀\""),
                (#"{"id":"\#(long)","features":{}}"#, long),
                (#"{"features":{"nobody":{"knows":[1,2,{}]}},"id":"unknown"}"#, "unknown"),
                (
                    #"{"id":12345678901234567890,"features":{"temp":1e-400}}"#,
                    "12345678901234567890"
                ),
            ]
            for (text, id) in odd { add(id, Array(text.utf8), id: id) }
            return all
        }
    }
}
