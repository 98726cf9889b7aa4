import BrokerFixture
import Foundation
import Kafka
import Testing

@Suite("Produce")
struct ProduceTests {
    @Test func `a full queue takes fewer records, and the rest later`() throws {
        let broker = try EmbeddedBroker()
        try broker.createTopic("events", partitions: 1)
        let producer = try Producer([
            "bootstrap.servers": broker.bootstrapServers, "queue.buffering.max.messages": "10",
        ])
        let topic = try producer.topic("events")
        var arena = RecordArena(pageBytes: 4_096, recordsPerPage: 100, pages: 1)
        let page = try takePage(&arena)
        for index in 0..<25 {
            page.write(key: nil, value: "\(index)", topic: topic, tag: UInt64(index))
        }
        let first = try producer.produce(page, from: 0)
        #expect(first == 10 && page.handedOver == 10)
        arena.giveBack(page)
        let early = arena.takePage()
        #expect(early == nil, "a page came back before its reports")
        var done = first
        for _ in 0..<1_000 where done < 25 {
            producer.poll(timeoutMs: 100)
            done += try producer.produce(page, from: done)
        }
        try producer.flush(timeoutMs: 10_000)
        #expect(done == 25 && producer.outstanding == 0)
        _ = try takePage(&arena)
        let consumer = try Consumer(["bootstrap.servers": broker.bootstrapServers])
        try consumer.assign([PartitionOffset(topic: "events", partition: 0, offset: -2)])
        #expect(consumer.read(count: 25).map(\.value) == (0..<25).map { "\($0)" })
    }

    @Test func `a record that is refused is told by its tag, the others go`() throws {
        let broker = try EmbeddedBroker()
        try broker.createTopic("events", partitions: 1)
        let producer = try Producer([
            "bootstrap.servers": broker.bootstrapServers, "message.max.bytes": "1000",
        ])
        let topic = try producer.topic("events")
        #expect(try producer.partitionCount(of: "events", timeoutMs: 10_000) == 1)
        var arena = RecordArena(pageBytes: 4_096, recordsPerPage: 100, pages: 1)
        let page = try takePage(&arena)
        var headers = RecordHeaders()
        headers.add(name: "kept", value: [1])
        page.write(key: nil, value: "small", topic: topic, tag: 7)
        page.write(
            key: nil,
            value: String(repeating: "x", count: 2_000),
            topic: topic,
            tag: 8,
            headers: headers
        )
        page.write(key: nil, value: "nowhere", topic: topic, partition: 5, tag: 9)
        #expect(try producer.produce(page, from: 0) == 3)
        try producer.flush(timeoutMs: 10_000)
        let failures = producer.takeDeliveryFailures().sorted { $0.tag < $1.tag }
        #expect(
            failures == [
                DeliveryFailure(tag: 8, code: .messageTooLarge),
                DeliveryFailure(tag: 9, code: .unknownPartition),
            ]
        )
        #expect(producer.takeDeliveryFailures().isEmpty)
        #expect(page.isAcknowledged)
    }

    @Test func `a broker's refusal is a failure, its retriable error is not`() throws {
        let broker = try EmbeddedBroker()
        try broker.createTopic("events", partitions: 1)
        let feeder = try Feeder(
            broker.bootstrapServers,
            topic: "events",
            ["retry.backoff.ms": "10"]
        )
        broker.pushRequestErrors(.produce, [.notLeader, .requestTimedOut])
        try feeder.send(count: 3, partitions: 1)
        #expect(feeder.producer.takeDeliveryFailures().isEmpty)
        broker.pushRequestErrors(.produce, [.topicAuthorization])
        try feeder.send(count: 1, partitions: 1)
        #expect(feeder.producer.takeDeliveryFailures().map(\.code) == [.topicAuthorization])
    }

    @Test func `the same key comes to the partition that Java's client chooses`() throws {
        let broker = try EmbeddedBroker()
        try broker.createTopic("events", partitions: 12)
        let producer = try Producer(["bootstrap.servers": broker.bootstrapServers])
        let topic = try producer.topic("events")
        #expect(try producer.partitionCount(of: "events", timeoutMs: 10_000) == 12)
        var arena = RecordArena(pageBytes: 4_096, recordsPerPage: 100, pages: 1)
        let page = try takePage(&arena)
        // murmur2 as `org.apache.kafka.common.utils.Utils` has it, from its own unit test.
        let hashes: [(key: String, murmur2: Int32)] = [
            ("21", -973_932_308), ("foobar", -790_332_482),
            ("a-little-bit-long-string", -985_981_536),
        ]
        for (key, _) in hashes { page.write(key: key, value: key, topic: topic) }
        #expect(try producer.produce(page, from: 0) == 3)
        try producer.flush(timeoutMs: 10_000)
        let consumer = try Consumer(["bootstrap.servers": broker.bootstrapServers])
        try consumer.assign(
            (0..<12).map { PartitionOffset(topic: "events", partition: $0, offset: -2) }
        )
        for record in consumer.read(count: 3) {
            let hash = try #require(hashes.first { $0.key == record.key }?.murmur2)
            #expect(record.partition == (hash & 0x7fff_ffff) % 12)
        }
    }

    @Test func `a producer ends with records that nobody takes`() throws {
        let port = try FreePorts.take()
        var arena = RecordArena(pageBytes: 4_096, recordsPerPage: 100, pages: 1)
        let page = try takePage(&arena)
        do {
            let producer = try Producer(["bootstrap.servers": "127.0.0.1:\(port)"])
            let topic = try producer.topic("events")
            page.write(key: nil, value: "never sent", topic: topic)
            #expect(try producer.produce(page, from: 0) == 1)
            #expect(!page.isAcknowledged)
        }
        #expect(page.isAcknowledged)
    }

    @Test func `a page has room for what it says and no more`() throws {
        let producer = try Producer(["bootstrap.servers": "127.0.0.1:1"])
        let topic = try producer.topic("events")
        var arena = RecordArena(pageBytes: 100, recordsPerPage: 3, pages: 1)
        let page = try takePage(&arena)
        #expect(page.reserve(101) == nil)
        page.write(key: "12345", value: String(repeating: "x", count: 85), topic: topic)
        #expect(page.freeBytes == 10 && page.reserve(11) == nil && !page.isFull)
        page.write(key: nil, value: nil, topic: topic)
        page.write(key: nil, value: "1", topic: topic)
        #expect(page.isFull && page.reserve(0) == nil && page.freeBytes == 0)
        arena.giveBack(page)
        let again = try takePage(&arena)
        #expect(again.count == 0 && again.freeBytes == 100)
    }

    private func takePage(_ arena: inout RecordArena) throws -> RecordPage {
        let page = arena.takePage()
        return try #require(page)
    }
}
