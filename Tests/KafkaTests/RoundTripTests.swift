import BrokerFixture
import Kafka
import Testing

@Suite("Round trip through the embedded broker", .timeLimit(.minutes(2)))
struct RoundTripTests {
    @Test func `key, value, timestamp and headers arrive as they were sent`() throws {
        let broker = try EmbeddedBroker()
        try broker.createTopic("events", partitions: 1)
        let producer = try Producer(["bootstrap.servers": broker.bootstrapServers])
        var arena = RecordArena(pageBytes: 1 << 16, recordsPerPage: 64, pages: 2)
        let taken = arena.takePage()
        let page = try #require(taken)
        let topic = try producer.topic("events")
        var headers = RecordHeaders()
        headers.add(name: "one" as StaticString, value: [UInt8]("1".utf8).span.bytes)
        headers.add(name: "empty", value: [])
        headers.addNull(name: "null")
        page.write(
            key: "k",
            value: "value",
            topic: topic,
            timestampMs: 1_364_774_400_000,
            tag: 1,
            headers: headers
        )
        page.write(key: nil, value: nil, topic: topic, timestampMs: 1_364_774_400_001, tag: 2)
        page.write(key: "", value: "", topic: topic, timestampMs: 1_364_774_400_002, tag: 3)
        #expect(try producer.produce(page, from: 0) == 3)
        arena.giveBack(page)
        try producer.flush(timeoutMs: 10_000)
        #expect(producer.takeDeliveryFailures().isEmpty)
        #expect(page.isAcknowledged)
        let free = arena.freePages()
        #expect(free == 2)

        let consumer = try Consumer(["bootstrap.servers": broker.bootstrapServers])
        try consumer.assign([PartitionOffset(topic: "events", partition: 0, offset: -2)])
        let records = consumer.read(count: 3)
        #expect(
            records == [
                Record(
                    topicIndex: 0,
                    partition: 0,
                    offset: 0,
                    timestampMs: 1_364_774_400_000,
                    key: "k",
                    value: "value",
                    headers: ["one=1", "empty=", "null"]
                ),
                Record(
                    topicIndex: 0,
                    partition: 0,
                    offset: 1,
                    timestampMs: 1_364_774_400_001,
                    key: nil,
                    value: nil,
                    headers: []
                ),
                Record(
                    topicIndex: 0,
                    partition: 0,
                    offset: 2,
                    timestampMs: 1_364_774_400_002,
                    key: "",
                    value: "",
                    headers: []
                ),
            ]
        )
    }
}
