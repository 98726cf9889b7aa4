import BrokerFixture
import Foundation
import Kafka
import Testing

@Suite(
    "Transactions",
    .enabled(if: RealBroker.isConfigured, "\(RealBroker.skipReason)")
)
struct TransactionTests {
    let servers: String
    let input = UniqueName.make("in")
    let output = UniqueName.make("out")

    init() throws {
        servers = try RealBroker.bootstrapServers()
        let admin = try Admin(["bootstrap.servers": servers])
        let made = try admin.createTopics(
            [
                TopicDeclaration(name: input, partitions: 1),
                TopicDeclaration(name: output, partitions: 1),
            ],
            timeoutMs: 10_000
        )
        for outcome in made { if let error = outcome.error { throw error } }
    }

    @Test func `records and offsets are committed together, or neither`() throws {
        try Feeder(servers, topic: input).send(count: 10, partitions: 1)
        let consumer = try Consumer(["bootstrap.servers": servers, "group.id": input])
        try consumer.subscribe(to: [input])
        #expect(consumer.read(count: 10).count == 10)
        let feeder = try transactionalFeeder()

        try feeder.producer.beginTransaction()
        try feeder.send(count: 5, partitions: 1)
        try feeder.producer.sendOffsets(
            [PartitionOffset(topic: input, partition: 0, offset: 5)],
            group: consumer.groupMetadata(),
            timeoutMs: 10_000
        )
        try feeder.producer.abortTransaction(timeoutMs: 10_000)
        #expect(try committed(consumer) == PartitionOffset.none)

        try feeder.producer.beginTransaction()
        try feeder.send(count: 5, partitions: 1)
        try feeder.producer.sendOffsets(
            [PartitionOffset(topic: input, partition: 0, offset: 10)],
            group: consumer.groupMetadata(),
            timeoutMs: 10_000
        )
        try feeder.producer.commitTransaction(timeoutMs: 10_000)
        #expect(try committed(consumer) == 10)

        let reader = try Consumer(["bootstrap.servers": servers])
        try reader.assign([
            PartitionOffset(topic: output, partition: 0, offset: PartitionOffset.beginning)
        ])
        let values = reader.read(count: 6, seconds: 3).map(\.value)
        #expect(values == (5..<10).map { "value \($0)" })
        consumer.close()
    }

    @Test func `records dropped by an abort come back as failures, and their page too`() throws {
        let feeder = try transactionalFeeder()
        try feeder.producer.beginTransaction()
        try feeder.send(count: 3, partitions: 1, flushes: false)
        try feeder.producer.abortTransaction(timeoutMs: 10_000)
        let failures = feeder.producer.takeDeliveryFailures()
        #expect(failures.allSatisfy { [.purgedFromQueue, .purgedInFlight].contains($0.code) })
        #expect(feeder.producer.outstanding == 0)
    }

    @Test func `an older producer of the same id is fenced for good`() throws {
        let old = try transactionalFeeder()
        try old.producer.beginTransaction()
        try old.send(count: 1, partitions: 1)
        let young = try Feeder(servers, topic: output, ["transactional.id": output])
        try young.producer.initTransactions(timeoutMs: 30_000)
        let error = #expect(throws: KafkaError.self) {
            try old.producer.commitTransaction(timeoutMs: 10_000)
        }
        #expect(error?.isFatal == true, "\(error as Any)")
        #expect(old.producer.fatalError != nil)
        try young.producer.beginTransaction()
        try young.send(count: 1, partitions: 1)
        try young.producer.commitTransaction(timeoutMs: 10_000)
    }

    @Test func `a record outside a transaction is refused, and told apart from a full queue`()
        throws
    {
        let feeder = try transactionalFeeder()
        let error = #expect(throws: KafkaError.self) { try feeder.send(count: 1, partitions: 1) }
        #expect(error?.code == .wrongState)
    }

    private func transactionalFeeder() throws -> Feeder {
        let feeder = try Feeder(servers, topic: output, ["transactional.id": output])
        try feeder.producer.initTransactions(timeoutMs: 30_000)
        return feeder
    }

    private func committed(_ consumer: Consumer) throws -> Int64 {
        try consumer.committed(
            [TopicPartition(topic: input, partition: 0)],
            timeoutMs: 10_000
        )[0].offset
    }
}
