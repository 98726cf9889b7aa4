import BrokerFixture
import Foundation
import Kafka
import Operations
import StreamScorer
import Testing

extension ServiceTests {
    /// What keeps a service from scoring is said, and scoring goes on when it is gone.
    @Suite(.enabled(if: RealBroker.isConfigured, "\(RealBroker.skipReason)"))
    struct StandstillTests {
        @Test func `offsets that an open transaction holds are told and waited for`() throws {
            let harness = try ServiceHarness(.real())
            let stream = ExpectedStream(harness)
            try stream.send(300)
            let holder = try Holder(harness)
            try holder.hold()
            let service = try harness.start()
            try waitUntil("the standstill is told") {
                service.readiness.reasons.contains { $0.contains("committed offsets") }
            }
            #expect(service.total("stream_scorer_predictions_total") == 0)
            try holder.release()
            try stream.expectAnsweredOnce()
            try service.waitUntilReady()
            try service.stopAndJoin()
        }
    }

    /// A producer whose transaction holds the offsets of a service's group.
    private struct Holder {
        private let harness: ServiceHarness
        private let producer: Producer

        init(_ harness: ServiceHarness) throws {
            self.harness = harness
            producer = try Producer([
                "bootstrap.servers": harness.broker.bootstrapServers,
                "transactional.id": UniqueName.make("holder"),
            ])
            try producer.initTransactions(timeoutMs: 30_000)
        }

        func hold() throws {
            let consumer = try Consumer([
                "bootstrap.servers": harness.broker.bootstrapServers, "group.id": harness.group,
            ])
            try producer.beginTransaction()
            try producer.sendOffsets(
                (0..<harness.options.partitions).map {
                    PartitionOffset(topic: harness.features, partition: Int32($0), offset: 7)
                },
                group: consumer.groupMetadata(),
                timeoutMs: 30_000
            )
            consumer.close()
        }

        func release() throws { try producer.abortTransaction(timeoutMs: 30_000) }
    }
}
