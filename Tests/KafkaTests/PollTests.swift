import BrokerFixture
import Foundation
import Testing

@testable import Kafka

@Suite("Poll")
struct PollTests {
    @Test func `a poll waits for the first message and never to fill the batch`() throws {
        let broker = try EmbeddedBroker()
        try broker.createTopic("events", partitions: 1)
        let feeder = try Feeder(broker.bootstrapServers, topic: "events")
        let consumer = try reader(broker, partitions: 1)
        try feeder.send(count: 1, partitions: 1)
        #expect(consumer.read(count: 1).count == 1)
        var batch = MessageBatch(capacity: 1_000)
        let clock = ContinuousClock()
        for _ in 0..<5 {
            try feeder.send(count: 3, partitions: 1, flushes: false)
            let start = clock.now
            var came = 0
            while came < 3 {
                consumer.poll(into: &batch, timeoutMs: 20_000)
                came += batch.count
            }
            #expect(clock.now - start < .seconds(10), "waited for \(batch.capacity) messages")
        }
        let start = clock.now
        consumer.poll(into: &batch, timeoutMs: 300)
        #expect(batch.count == 0)
        #expect(clock.now - start > .milliseconds(250))
    }

    @Test func `a batch is never fuller than its capacity, and nothing is passed over`() throws {
        let broker = try EmbeddedBroker()
        try broker.createTopic("events", partitions: 4)
        let feeder = try Feeder(broker.bootstrapServers, topic: "events")
        try feeder.send(count: 10_000)
        let consumer = try reader(broker, partitions: 4)
        var batch = MessageBatch(capacity: 7)
        var next = [Int64](repeating: 0, count: 4)
        var count = 0
        let end = Date().addingTimeInterval(60)
        while count < 10_000, Date() < end {
            consumer.poll(into: &batch, timeoutMs: 100)
            #expect(batch.count <= 7)
            for index in 0..<batch.count {
                let partition = Int(batch[index].partition)
                #expect(batch[index].offset == next[partition])
                next[partition] += 1
                count += 1
            }
        }
        #expect(next == [2_500, 2_500, 2_500, 2_500])
        #expect(consumer.positions.position(topicIndex: 0, partition: 3) == 2_500)
        let marks = try #require(consumer.cachedWatermarks(topic: "events", partition: 0))
        #expect(marks.low == 0 && marks.high == 2_500)
        #expect(consumer.cachedWatermarks(topic: "none", partition: 0) == nil)
    }

    @Test func `the end of a partition is an entry with an error, not a record`() throws {
        let broker = try EmbeddedBroker()
        try broker.createTopic("a", partitions: 1)
        try broker.createTopic("b", partitions: 1)
        try Feeder(broker.bootstrapServers, topic: "b").send(count: 1, partitions: 1)
        let consumer = try Consumer([
            "bootstrap.servers": broker.bootstrapServers, "enable.partition.eof": "true",
        ])
        try consumer.assign([
            PartitionOffset(topic: "a", partition: 0, offset: PartitionOffset.beginning),
            PartitionOffset(topic: "b", partition: 0, offset: PartitionOffset.beginning),
        ])
        var batch = MessageBatch(capacity: 10)
        var ends: Set<Int> = []
        var records: [Int] = []
        for _ in 0..<100 where ends.count < 2 {
            consumer.poll(into: &batch, timeoutMs: 200)
            for index in 0..<batch.count {
                if let error = batch[index].error {
                    #expect(error == .partitionEnd)
                    ends.insert(batch[index].topicIndex)
                } else {
                    records.append(batch[index].topicIndex)
                }
            }
        }
        #expect(ends == [0, 1] && records == [1])
    }

    @Test func `a consumer closes with a rebalance that nobody applied`() throws {
        let broker = try EmbeddedBroker()
        try broker.createTopic("events", partitions: 2)
        let consumer = try Consumer([
            "bootstrap.servers": broker.bootstrapServers, "group.id": "closing",
        ])
        try consumer.subscribe(to: ["events"])
        var batch = MessageBatch(capacity: 10)
        for _ in 0..<200 where consumer.client.context.rebalances.pending.isEmpty {
            consumer.poll(into: &batch, timeoutMs: 100)
        }
        #expect(!consumer.client.context.rebalances.pending.isEmpty)
        #expect(try consumer.rewind(to: []) == false, "rewound during a rebalance")
        consumer.close()
        consumer.poll(into: &batch, timeoutMs: 0)
        #expect(batch.count == 0)
    }

    @Test func `a batch outlives its consumer`() throws {
        let broker = try EmbeddedBroker()
        try broker.createTopic("events", partitions: 1)
        try Feeder(broker.bootstrapServers, topic: "events").send(count: 5, partitions: 1)
        var batch = MessageBatch(capacity: 10)
        do {
            let consumer = try reader(broker, partitions: 1)
            for _ in 0..<100 where batch.count == 0 { consumer.poll(into: &batch, timeoutMs: 200) }
        }
        #expect(batch.count > 0)
        #expect(text(batch[0].value) == "value 0")
    }

    @Test(arguments: [[""], ["^pattern.*"], []])
    func `topics that cannot be subscribed to are refused`(topics: [String]) throws {
        let consumer = try Consumer(["bootstrap.servers": "127.0.0.1:1", "group.id": "g"])
        #expect(throws: KafkaError.self) { try consumer.subscribe(to: topics) }
    }

    private func reader(_ broker: EmbeddedBroker, partitions: Int32) throws -> Consumer {
        let consumer = try Consumer(["bootstrap.servers": broker.bootstrapServers])
        try consumer.assign(
            (0..<partitions).map {
                PartitionOffset(
                    topic: "events",
                    partition: $0,
                    offset: PartitionOffset.beginning
                )
            }
        )
        return consumer
    }
}
