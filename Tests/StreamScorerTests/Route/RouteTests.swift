import BrokerFixture
import Foundation
import Kafka
import Testing

extension ServiceTests {
    /// What becomes of healthy events, on each broker under each delivery.
    @Suite
    struct RouteTests {
        @Test(arguments: ["at_least_once", "exactly_once"])
        func `each flight gets one prediction, equal to the reference`(delivery: String) throws {
            try expectFlightsAnswered(delivery, on: .embedded())
        }

        @Test(
            .enabled(if: RealBroker.isConfigured, "\(RealBroker.skipReason)"),
            arguments: ["at_least_once", "exactly_once"]
        )
        func `each flight gets one prediction on a real broker`(delivery: String) throws {
            try expectFlightsAnswered(delivery, on: .real())
        }

        private func expectFlightsAnswered(_ delivery: String, on broker: TestBroker) throws {
            var options = ServiceHarness.Options()
            options.delivery = delivery
            let harness = try ServiceHarness(broker, options)
            let service = try harness.start()
            let events = Flights.events
            var records = Flights.records(events, partitions: 3)
            for index in stride(from: 0, to: records.count, by: 7) {
                records[index].headers = [
                    TestHeader("traceparent", "00-\(index)"), TestHeader("none", nil),
                    TestHeader("traceparent", "again"),
                ]
            }
            try harness.send(records)
            let predictions = try harness.readPredictions(events.count)
            try service.stopAndJoin()
            try #require(predictions.count == events.count)
            #expect(try harness.readDeadLetters(0).isEmpty)
            #expect(service.total("stream_scorer_predictions_total") == Double(events.count))

            let ours = [
                TestHeader("stream-scorer-model", "delay"),
                TestHeader("stream-scorer-version", "v1"),
                TestHeader("stream-scorer-revision", "1"),
            ]
            for partition in 0..<Int32(3) {
                let places = records.indices.filter { records[$0].partition == partition }
                let answers = predictions.filter { $0.partition == partition }
                try #require(answers.count == places.count)
                for (place, answer) in zip(places, answers) {
                    let text = try PredictionText(answer)
                    try #require(text == PredictionText(events[place]))
                    try #require(answer.key == records[place].key)
                    try #require(answer.timestampMs == records[place].timestampMs)
                    try #require(answer.headers == records[place].headers + ours)
                }
            }
        }
    }
}
