import BrokerFixture
import Foundation
import Kafka
import Operations
import StreamScorer
import Testing

extension ServiceTests {
    /// What only a broker of its own can show: kills, time-outs of transactions, fencing.
    @Suite(.enabled(if: ApacheKafka.home != nil, "\(RealBroker.skipReason)"))
    struct OutageTests {
        @Test func `a broker that is killed and started again costs nothing`() throws {
            let kafka = try ApacheKafka()
            defer { kafka.stop() }
            // A single broker that is killed while it completes a transaction may leave it without
            // an end for ever: kill it in the middle of a transaction, between two commits.
            var options = ServiceHarness.Options()
            options.commitIntervalMs = 5_000
            let harness = try ServiceHarness(.own(kafka), options)
            let stream = ExpectedStream(harness)
            let service = try harness.start()
            try stream.send(300)
            try waitUntil("the first are committed") {
                service.total("stream_scorer_commits_total") >= 1
            }
            try stream.send(300)
            try waitUntil("all are predicted") {
                service.total("stream_scorer_predictions_total") >= 600
            }
            try kafka.kill()
            try waitUntil("not-ready is reported") { !service.readiness.isReady }
            #expect(service.readiness.reasons.contains { $0.contains("broker") })
            try kafka.restart()
            try service.waitUntilReady(seconds: 60)
            try stream.send(600)
            try stream.expectAnsweredOnce(seconds: 60)
            try service.stopAndJoin()
        }

        @Test(.enabled(if: RealBroker.isConfigured, "\(RealBroker.skipReason)"))
        func `a transaction that the broker times out is read again, once`() throws {
            let kafka = try ApacheKafka(
                settings: ["transaction.abort.timed.out.transaction.cleanup.interval.ms=500"])
            defer { kafka.stop() }
            var options = ServiceHarness.Options()
            options.commitIntervalMs = 500
            options.transactionTimeoutMs = 1_000
            let harness = try ServiceHarness(.own(kafka), options)
            let stream = ExpectedStream(harness)
            let service = try harness.start()
            try service.waitUntilReady()
            for _ in 0..<2 {
                try stream.send(600)
                usleep(100_000)
                try kafka.freeze()
                usleep(2_500_000)
                try kafka.thaw()
                try stream.send(100)
                usleep(2_000_000)
            }
            try stream.expectAnsweredOnce(seconds: 60)
            try service.stopAndJoin()
        }

        @Test(.enabled(if: RealBroker.isConfigured, "\(RealBroker.skipReason)"))
        func `a second process of the same name fences the first, nothing lost or twice`() throws {
            var options = ServiceHarness.Options()
            options.kafka["session.timeout.ms"] = "6000"
            let harness = try ServiceHarness(.real(), options)
            let stream = ExpectedStream(harness)
            let first = try harness.start(instance: "same")
            try first.waitUntilReady()
            try stream.send(300)
            try waitUntil("some are predicted") {
                first.total("stream_scorer_predictions_total") > 0
            }
            let second = try harness.start(instance: "same")
            for _ in 0..<15 {
                try stream.send(100)
                usleep(200_000)
            }
            // Which of the two lives on, and whether one ends with the stated reason, is a race.
            for service in [first, second] where service.stop.isRaised {
                do { try service.join() } catch {
                    #expect("\(error)".contains("instance"), "\(error)")
                }
            }
            for service in [first, second] where !service.stop.isRaised {
                do { try service.stopAndJoin() } catch {
                    print("the fenced one ends: \(error)")
                }
            }
            let third = try harness.start(instance: "same")
            try stream.expectAnsweredOnce()
            try third.stopAndJoin()
        }
    }
}
