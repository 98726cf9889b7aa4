import BrokerFixture
import Foundation
import Kafka
import Operations
import Rollout
import Testing

@testable import StreamScorer

extension ServiceTests {
    /// Control logs that are not what they have to be, and brokers that go away under them.
    @Suite
    struct ControlLogTests {
        @Test func `a control log of several partitions is refused by its name`() throws {
            let harness = try ServiceHarness(.embedded())
            let wide = UniqueName.make("wide")
            try harness.broker.createTopic(wide, partitions: 2)
            var configuration = try harness.configuration(instance: "a", harness.options)
            configuration.topics.control = wide
            let error = try #require(throws: ScoringError.self) {
                try ServicePlan(configuration, progress: { _ in })
            }
            #expect(error.kind == .configuration)
            #expect(error.description.contains(wide) && error.description.contains("2 partitions"))
        }

        @Test func `a control log that is missing is named`() throws {
            let harness = try ServiceHarness(.embedded())
            var configuration = try harness.configuration(instance: "a", harness.options)
            configuration.topics.control = "nowhere"
            let error = try #require(throws: ScoringError.self) {
                try ServicePlan(configuration, progress: { _ in })
            }
            #expect(error.description.contains("'nowhere'"), "\(error)")
        }

        @Test func `other topics than the log's are refused with both named`() throws {
            let harness = try ServiceHarness(.embedded())
            let service = try harness.start()
            try service.waitUntilReady()
            try service.stopAndJoin()
            var configuration = try harness.configuration(instance: "a", harness.options)
            configuration.deployments[0].input.topic = harness.deadLetters
            let error = try #require(throws: ScoringError.self) {
                try ServicePlan(configuration, progress: { _ in })
            }
            #expect(error.description.contains(harness.features), "\(error)")
            #expect(error.description.contains(harness.deadLetters), "\(error)")
        }

        @Test func `a broker that goes away and comes back is followed on`() throws {
            let harness = try ServiceHarness(.embedded())
            let service = try harness.start()
            try service.waitUntilReady()
            try harness.broker.faults?.setBrokerDown()
            sleep(2)
            try harness.broker.faults?.setBrokerUp()
            try harness.command(#""id":"up","kind":"promote","version":"v2""#)
            _ = try harness.awaitStatus("v2 serves", seconds: 40) { $0.revision == 2 }
            try service.stopAndJoin()
        }

        @Test(.enabled(if: RealBroker.isConfigured, "\(RealBroker.skipReason)"))
        func `a log that compaction would cut is refused`() throws {
            let harness = try ServiceHarness(.real())
            let compact = UniqueName.make("compact")
            try harness.broker.createTopic(
                compact,
                partitions: 1,
                settings: ["cleanup.policy": "compact"]
            )
            var configuration = try harness.configuration(instance: "a", harness.options)
            configuration.topics.control = compact
            let error = try #require(throws: ScoringError.self) {
                try ServicePlan(configuration, progress: { _ in })
            }
            #expect(error.description.contains("cleanup.policy=compact"), "\(error)")
        }

        @Test(.enabled(if: RealBroker.isConfigured, "\(RealBroker.skipReason)"))
        func `a log that is deleted and made again is noticed, and serving goes on`() throws {
            let harness = try ServiceHarness(.real())
            let service = try harness.start()
            try service.waitUntilReady()
            try harness.command(#""id":"f","kind":"freeze""#)
            _ = try harness.awaitStatus("frozen") { $0.revision == 2 }
            let admin = try Admin(["bootstrap.servers": harness.broker.bootstrapServers])
            _ = try admin.deleteTopics([harness.control], timeoutMs: 20_000)
            sleep(2)
            try harness.broker.createTopic(harness.control, partitions: 1)
            for number in 0..<3 { try harness.command(#""id":"\#(number)","kind":"unfreeze""#) }
            try waitUntil("the loss is told", seconds: 60) {
                service.readiness.reasons.contains { $0.hasPrefix("control log:") }
            }
            try waitUntil("it is known to be another log", seconds: 60) {
                service.readiness.reasons.contains { $0.contains("is not what it was") }
            }
            let answers = try harness.score(Flights.events[..<300], after: 0)
            #expect(answers.count == 300 && answers.allSatisfy { $0.version == "v1" })
            try service.stopAndJoin()
        }
    }
}
