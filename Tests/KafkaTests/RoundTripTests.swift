import BrokerFixture
import Kafka
import Testing

@Suite("Round trip through the embedded broker")
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

    @Test func `the embedded broker is found on the chosen port`() throws {
        let port = UInt16(try FreePorts.take())
        let broker = try EmbeddedBroker(port: port, brokers: 2)
        try broker.createTopic("events", partitions: 4)
        #expect(broker.bootstrapServers == "127.0.0.1:\(port)")
        let feeder = try Feeder(broker.bootstrapServers, topic: "events")
        try feeder.send(count: 1_000)
        let consumer = try Consumer([
            "bootstrap.servers": broker.bootstrapServers, "group.id": "found",
        ])
        try consumer.subscribe(to: ["events"])
        #expect(consumer.read(count: 1_000).count == 1_000)
        consumer.close()
    }

    @Test func `a taken port is refused with what to do`() throws {
        let port = UInt16(try FreePorts.take())
        let first = try EmbeddedBroker(port: port)
        #expect(first.bootstrapServers == "127.0.0.1:\(port)")
        #expect {
            _ = try EmbeddedBroker(port: port)
        } throws: {
            "\($0)".contains("port \(port)") && "\($0)".contains("choose another port")
        }
    }

    @Test func `a broker that was down answers again, and nothing is lost`() throws {
        let broker = try EmbeddedBroker()
        try broker.createTopic("events", partitions: 4)
        let feeder = try Feeder(
            broker.bootstrapServers,
            topic: "events",
            ["reconnect.backoff.max.ms": "200"]
        )
        try broker.setBrokerDown()
        try feeder.send(count: 100, flushes: false)
        #expect(throws: KafkaError.self) { try feeder.producer.flush(timeoutMs: 200) }
        try broker.setBrokerUp()
        try feeder.producer.flush(timeoutMs: 20_000)
        #expect(feeder.producer.takeDeliveryFailures().isEmpty)
        let consumer = try Consumer(["bootstrap.servers": broker.bootstrapServers])
        try consumer.assign(
            (0..<4).map { PartitionOffset(topic: "events", partition: $0, offset: -2) }
        )
        #expect(consumer.read(count: 100).count == 100)
    }
}
