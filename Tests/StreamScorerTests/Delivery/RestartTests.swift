import BrokerFixture
import Foundation
import Kafka
import Testing

extension ServiceTests {
    /// Stops, starts and rebalances in the middle of a stream.
    @Suite
    struct RestartTests {
        @Test(
            .enabled(if: RealBroker.isConfigured, "\(RealBroker.skipReason)"),
            arguments: ["exactly_once", "at_least_once"]
        )
        func `nothing is lost over twenty stops and starts`(delivery: String) throws {
            var options = ServiceHarness.Options()
            options.delivery = delivery
            let harness = try ServiceHarness(.real(), options)
            let stream = ExpectedStream(harness)
            var random = SeededRandom("twenty stops and starts, \(delivery)")
            for cycle in 0..<20 {
                try stream.send(200)
                let service = try harness.start()
                usleep(UInt32.random(in: 0...600_000, using: &random))
                let took = try service.stopAndJoin()
                #expect(took < .seconds(4), "stop \(cycle) took \(took)")
            }
            let service = try harness.start()
            try stream.expect(delivery, "seed \(random.seed)")
            try service.stopAndJoin()
        }

        @Test(
            .enabled(if: RealBroker.isConfigured, "\(RealBroker.skipReason)"),
            arguments: ["cooperative-sticky", "range"],
            ["exactly_once", "at_least_once"]
        )
        func `each event is answered in order while a second service joins and leaves`(
            strategy: String,
            delivery: String
        ) throws {
            var options = ServiceHarness.Options()
            options.delivery = delivery
            options.partitions = 4
            options.kafka = [
                "partition.assignment.strategy": strategy, "heartbeat.interval.ms": "300",
            ]
            let harness = try ServiceHarness(.real(), options)
            let stream = ExpectedStream(harness)
            let first = try harness.start(instance: "a")
            try first.waitUntilReady()
            for _ in 0..<2 {
                try stream.send(400)
                let second = try harness.start(instance: "b")
                for _ in 0..<5 {
                    try stream.send(200)
                    usleep(200_000)
                }
                try waitUntil("the second service predicts") {
                    if second.total("stream_scorer_predictions_total") > 0 { return true }
                    try stream.send(20)
                    return false
                }
                try second.stopAndJoin()
                try stream.send(200)
            }
            try stream.expect(delivery, "\(strategy)")
            try first.stopAndJoin()
        }

        @Test func `nothing is lost when at_least_once stops under load`() throws {
            var options = ServiceHarness.Options()
            options.delivery = "at_least_once"
            let harness = try ServiceHarness(.embedded(), options)
            let stream = ExpectedStream(harness)
            try stream.send(3_000)
            let first = try harness.start()
            try waitUntil("some are predicted") {
                first.total("stream_scorer_predictions_total") > 0
            }
            let took = try first.stopAndJoin()
            #expect(took < .seconds(4), "the stop took \(took)")
            let answered = first.total("stream_scorer_predictions_total")
            let second = try harness.start()
            try stream.expectAnswered(
                "\(answered) by the first, "
                    + "\(second.total("stream_scorer_predictions_total")) by the second"
            )
            try second.stopAndJoin()
        }
    }
}
