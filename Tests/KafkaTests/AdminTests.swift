import BrokerFixture
import Kafka
import Testing

@Suite("Admin")
struct AdminTests {
    @Test func `the embedded broker has no properties to tell, which is known at once`() throws {
        let broker = try EmbeddedBroker()
        try broker.createTopic("control", partitions: 1)
        let admin = try Admin(["bootstrap.servers": broker.bootstrapServers])
        let start = ContinuousClock.now
        let error = #expect(throws: KafkaError.self) {
            try admin.describeTopicConfiguration("control", timeoutMs: 30_000)
        }
        #expect(error?.code == .unsupportedFeature)
        #expect(ContinuousClock.now - start < .seconds(10))
    }

    @Test(.enabled(if: RealBroker.isConfigured, "\(RealBroker.skipReason)"))
    func `a topic is made as declared, once, and deleted`() throws {
        let admin = try Admin(["bootstrap.servers": RealBroker.bootstrapServers()])
        let name = UniqueName.make("admin")
        let topic = TopicDeclaration(
            name: name,
            partitions: 3,
            configuration: [("cleanup.policy", "compact")]
        )
        let first = try admin.createTopics([topic], timeoutMs: 10_000)
        #expect(first.count == 1 && first[0].error == nil)
        let second = try admin.createTopics([topic], timeoutMs: 10_000)
        #expect(second.first?.error?.code == .topicExists)
        let described = try admin.describeTopics([name, name + "-not"], timeoutMs: 10_000)
        #expect(described[0].partitions.map(\.id) == [0, 1, 2])
        #expect(described[1].error == .unknownTopicOrPartition)
        let properties = try admin.describeTopicConfiguration(name, timeoutMs: 10_000)
        let policy = properties.first { $0.name == "cleanup.policy" }
        #expect(policy?.value == "compact" && policy?.isDefault == false)
        let refused = try admin.createTopics(
            [TopicDeclaration(name: name + "-x", partitions: 1, configuration: [("no.such", "1")])],
            timeoutMs: 10_000
        )
        #expect(refused.first?.error != nil)
        let deleted = try admin.deleteTopics([name], timeoutMs: 10_000)
        #expect(deleted.first?.error == nil)
        let missing = #expect(throws: KafkaError.self) {
            try admin.describeTopicConfiguration(name + "-not", timeoutMs: 10_000)
        }
        #expect(missing?.code == .unknownTopicOrPartition)
    }

    @Test(.enabled(if: RealBroker.isConfigured, "\(RealBroker.skipReason)"))
    func `offsets by end and by time, and how far a group is behind`() throws {
        let servers = try RealBroker.bootstrapServers()
        let admin = try Admin(["bootstrap.servers": servers])
        let name = UniqueName.make("offsets")
        try Feeder(servers, topic: name).send(count: 40)
        let partitions = (0..<4).map { TopicPartition(topic: name, partition: $0) }
        let early = try admin.listOffsets(partitions, .earliest, timeoutMs: 10_000)
        #expect(early.map(\.offset) == [0, 0, 0, 0])
        let late = try admin.listOffsets(partitions, .latest, timeoutMs: 10_000)
        #expect(late.map(\.offset) == [10, 10, 10, 10])
        let timed = try admin.listOffsets(partitions, .time(1), timeoutMs: 10_000)
        #expect(timed.map(\.offset) == [0, 0, 0, 0])
        let future = try admin.listOffsets(partitions, .time(99_999_999_999_999), timeoutMs: 10_000)
        #expect(future.map(\.offset) == Array(repeating: PartitionOffset.end, count: 4))
        let asker = try Consumer(["bootstrap.servers": servers, "group.id": name])
        let before = try asker.lag(of: partitions, timeoutMs: 10_000)
        #expect(before.map(\.committed) == [nil, nil, nil, nil])
        #expect(before.map(\.records) == [10, 10, 10, 10])
        let consumer = try Consumer(["bootstrap.servers": servers, "group.id": name])
        try consumer.subscribe(to: [name])
        #expect(consumer.read(count: 40).count == 40)
        try consumer.commit([PartitionOffset(topic: name, partition: 2, offset: 7)], wait: true)
        consumer.close()
        let lag = try asker.lag(of: partitions, timeoutMs: 10_000)
        #expect(lag.map(\.committed) == [nil, nil, 7, nil])
        #expect(lag[2].end == 10 && lag[2].records == 3)
    }

    @Test func `the embedded broker tells its brokers and topics`() throws {
        let broker = try EmbeddedBroker(brokers: 2)
        try broker.createTopic("events", partitions: 3)
        let admin = try Admin(["bootstrap.servers": broker.bootstrapServers])
        let metadata = try admin.metadata(timeoutMs: 10_000)
        #expect(metadata.brokers.count == 2)
        let events = try admin.describeTopics(["events", "none"], timeoutMs: 10_000)
        #expect(events.map(\.partitions.count) == [3, 0])
        #expect(events[1].error == .unknownTopicOrPartition)
        let latest = try admin.listOffsets(
            [TopicPartition(topic: "events", partition: 0)],
            .latest,
            timeoutMs: 10_000
        )
        #expect(latest.map(\.offset) == [0])
    }

    @Test func `no broker is told in time and as retriable`() throws {
        let port = try FreePorts.take()
        let admin = try Admin(["bootstrap.servers": "127.0.0.1:\(port)"])
        let clock = ContinuousClock()
        let start = clock.now
        let error = #expect(throws: KafkaError.self) { try admin.metadata(timeoutMs: 1_000) }
        #expect(error?.isRetriable == true)
        #expect(clock.now - start < .seconds(5))
    }
}
