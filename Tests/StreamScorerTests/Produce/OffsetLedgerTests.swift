import BrokerFixture
import Kafka
import Testing

@testable import StreamScorer

@Suite
struct OffsetLedgerTests {
    private static func partition(_ number: Int32) -> TopicPartition {
        TopicPartition(topic: "t", partition: number)
    }

    private static func place(_ number: Int32, _ offset: Int64) -> PartitionOffset {
        PartitionOffset(topic: "t", partition: number, offset: offset)
    }

    @Test func `what is assigned and not processed is pending nowhere`() {
        var ledger = OffsetLedger(topics: ["t"])
        ledger.apply(.assigned([Self.partition(0), Self.partition(5)]))
        let pending = ledger.pending()
        let hasPending = ledger.hasPending
        let assigned = ledger.assigned
        #expect(pending.isEmpty)
        #expect(!hasPending)
        #expect(assigned == [Self.partition(0), Self.partition(5)])
    }

    @Test func `progress is pending until it is committed, and dropped with its partition`() throws
    {
        let broker = try TestBroker.embedded()
        try broker.createTopic("t", partitions: 2)
        let client = TestTopicClient(bootstrapServers: broker.bootstrapServers)
        try client.write(
            (0..<20).map { TestRecord(key: nil, value: "v", partition: Int32($0 % 2)) },
            to: "t"
        )
        let consumer = try Consumer(["bootstrap.servers": broker.bootstrapServers])
        try consumer.assign([Self.place(0, -2), Self.place(1, -2)])
        var ledger = OffsetLedger(topics: ["t"])
        ledger.apply(.assigned([Self.partition(0), Self.partition(1)]))
        var batch = MessageBatch(capacity: 20)
        var seen = 0
        try waitUntil("twenty messages") {
            consumer.poll(into: &batch, timeoutMs: 100)
            // Half of a batch first, as when the outbox is full in its middle.
            let half = batch.count / 2
            ledger.advance(past: batch, from: 0, to: half)
            ledger.advance(past: batch, from: half, to: batch.count)
            seen += batch.count
            return seen == 20
        }
        var pending = ledger.pending()
        #expect(pending == [Self.place(0, 10), Self.place(1, 10)])
        ledger.commit([Self.place(0, 10), Self.place(1, 4)])
        pending = ledger.pending()
        #expect(pending == [Self.place(1, 10)])
        // A commit that is answered late does not move a partition back.
        ledger.commit([Self.place(1, 10)])
        ledger.commit([Self.place(1, 4)])
        var hasPending = ledger.hasPending
        #expect(!hasPending)
        let processed = ledger.processed()
        #expect(processed == [Self.place(0, 10), Self.place(1, 10)])

        ledger.forgetProgress()
        hasPending = ledger.hasPending
        let forgotten = ledger.processed()
        #expect(!hasPending && forgotten.isEmpty)

        ledger.advance(past: batch, from: 0, to: batch.count)
        ledger.apply(.revoked([Self.partition(0)]))
        ledger.apply(.lost([Self.partition(7)]))
        let left = ledger.assigned
        #expect(left == [Self.partition(1)])
        // The answer for a partition that was given up meanwhile is no news.
        ledger.commit([Self.place(0, 99)])
        ledger.apply(.assigned([Self.partition(0)]))
        let again = ledger.processed()
        #expect(!again.contains { $0.partition == 0 })
    }
}
