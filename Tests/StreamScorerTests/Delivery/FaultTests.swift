import BrokerFixture
import Foundation
import Kafka
import Operations
import StreamScorer
import Testing

extension ServiceTests {
    /// Faults that the embedded broker is told to make, and tight limits.
    @Suite
    struct FaultTests {
        @Test(arguments: ["at_least_once", "exactly_once"])
        func `all arrive through a producer's queue of 100 records`(delivery: String) throws {
            var options = ServiceHarness.Options()
            options.delivery = delivery
            options.kafka = ["queue.buffering.max.messages": "100"]
            let harness = try ServiceHarness(.embedded(), options)
            let stream = ExpectedStream(harness)
            try stream.send(2_000)
            let service = try harness.start()
            try stream.expectAnsweredOnce()
            try service.stopAndJoin()
        }

        @Test func `a fatal producer is replaced and nothing is lost`() throws {
            var options = ServiceHarness.Options()
            options.delivery = "at_least_once"
            options.lines = ["max_batch: 50"]
            // The embedded broker checks no sequence numbers: it would write what is already under
            // way behind the refused request.
            options.kafka = ["max.in.flight.requests.per.connection": "1"]
            let harness = try ServiceHarness(.embedded(), options)
            let faults = try #require(harness.broker.faults)
            let stream = ExpectedStream(harness)
            try stream.send(3_000)
            let service = try harness.start()
            try waitUntil("some are predicted") {
                service.total("stream_scorer_predictions_total") > 0
            }
            // OUT_OF_ORDER_SEQUENCE_NUMBER: an idempotent producer cannot go on after it.
            faults.pushRequestErrors(
                .produce,
                [KafkaError.Code](repeating: KafkaError.Code(rawValue: 45), count: 2)
            )
            try stream.expectAnswered()
            try service.stopAndJoin()
        }

        @Test func `a fenced transaction is replaced and nothing is lost`() throws {
            let harness = try ServiceHarness(.embedded())
            let faults = try #require(harness.broker.faults)
            let stream = ExpectedStream(harness)
            let service = try harness.start()
            try stream.send(300)
            try waitUntil("some are predicted") {
                service.total("stream_scorer_predictions_total") >= 300
            }
            // PRODUCER_FENCED on the next end of a transaction.
            faults.pushRequestErrors(.endTransaction, [.producerFenced])
            try stream.send(600)
            try waitUntil("the transaction is given up") {
                service.total("stream_scorer_transactions_aborted_total") >= 1
            }
            try stream.send(30)
            try stream.expectAnswered()
            try service.stopAndJoin()
        }

        @Test func `a stop whose commit the group refuses ends well, and nothing is lost`() throws {
            var options = ServiceHarness.Options()
            options.commitIntervalMs = 10_000
            let harness = try ServiceHarness(.embedded(), options)
            let faults = try #require(harness.broker.faults)
            let stream = ExpectedStream(harness)
            let service = try harness.start()
            for total in [300.0, 600] {
                try stream.send(300)
                try waitUntil("all are predicted") {
                    service.total("stream_scorer_predictions_total") >= total
                }
                usleep(300_000)
            }
            // ILLEGAL_GENERATION: another instance is joining.
            faults.pushRequestErrors(.transactionOffsetCommit, [KafkaError.Code(rawValue: 22)])
            try service.stopAndJoin()
            #expect(service.total("stream_scorer_transactions_aborted_total") == 1)
            let next = try harness.start()
            try stream.expectAnswered()
            try next.stopAndJoin()
        }

        @Test func `requests that fail for a while are made again`() throws {
            var options = ServiceHarness.Options()
            options.delivery = "at_least_once"
            let harness = try ServiceHarness(.embedded(), options)
            let faults = try #require(harness.broker.faults)
            let stream = ExpectedStream(harness)
            let service = try harness.start()
            try service.waitUntilReady()
            faults.pushRequestErrors(
                .produce,
                [.notLeader, .transport, .requestTimedOut, .notLeader, .transport]
            )
            faults.pushRequestErrors(.fetch, [.notLeader, .transport])
            faults.pushRequestErrors(.offsetCommit, [.coordinatorNotAvailable, .transport])
            try stream.send(1_000)
            try stream.expectAnswered()
            try service.stopAndJoin()
        }

        @Test(arguments: ["at_least_once", "exactly_once"])
        func `a broker that goes down is waited for, and not-ready is reported`(
            delivery: String
        ) throws {
            var options = ServiceHarness.Options()
            options.delivery = delivery
            let harness = try ServiceHarness(.embedded(), options)
            let faults = try #require(harness.broker.faults)
            let stream = ExpectedStream(harness)
            let service = try harness.start()
            try stream.send(300)
            try service.waitUntilReady()
            try waitUntil("all are predicted") {
                service.total("stream_scorer_predictions_total") >= 300
            }
            try faults.setBrokerDown()
            try waitUntil("not-ready is reported") { !service.readiness.isReady }
            try faults.setBrokerUp()
            try service.waitUntilReady()
            try stream.send(300)
            try stream.expectAnswered()
            try service.stopAndJoin()
        }

        // What is in hand is given up after `drain_timeout_ms`, membership after the session's time.
        @Test(arguments: ["at_least_once", "exactly_once"])
        func `a stop ends though the broker is down, and nothing more is committed`(
            delivery: String
        ) throws {
            var options = ServiceHarness.Options()
            options.delivery = delivery
            options.commitIntervalMs = 10_000
            options.lines = ["drain_timeout_ms: 1000"]
            let harness = try ServiceHarness(.embedded(), options)
            let faults = try #require(harness.broker.faults)
            let stream = ExpectedStream(harness)
            let service = try harness.start()
            for total in [300.0, 600] {
                try stream.send(300)
                try waitUntil("all are predicted") {
                    service.total("stream_scorer_predictions_total") >= total
                }
                usleep(300_000)
            }
            try faults.setBrokerDown()
            usleep(300_000)
            let clock = ContinuousClock()
            let begin = clock.now
            if delivery == "exactly_once" {
                let error = #expect(throws: ScoringError.self) { try service.stopAndJoin() }
                let text = error?.description ?? ""
                #expect(text.contains("stays uncommitted"), "\(text)")
            } else {
                try service.stopAndJoin()
            }
            let took = clock.now - begin
            #expect(took < .seconds(14), "the stop took \(took)")
            print("stop with the broker down, \(delivery): \(took)")
        }
    }
}
