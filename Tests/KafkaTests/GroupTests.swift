import BrokerFixture
import Foundation
import Kafka
import Testing

@Suite("Consumer group", .serialized)
struct GroupTests {
    @Test func `embedded broker: a member joins and leaves, nothing is lost or read twice`() throws
    {
        let broker = try EmbeddedBroker()
        try broker.createTopic("events", partitions: 4)
        try joinAndLeave(
            broker.bootstrapServers,
            topic: "events",
            rounds: 1,
            records: 40_000,
            strategy: nil,
            roundSeconds: 12
        )
    }

    @Test func `a member that has joined and was given nothing yet can go`() throws {
        let broker = try EmbeddedBroker()
        try broker.createTopic("events", partitions: 4)
        broker.pushRequestErrors(
            .syncGroup,
            [KafkaError.Code](repeating: .rebalanceInProgress, count: 10_000)
        )
        for isClosed in [true, false] {
            let consumer = try Consumer([
                "bootstrap.servers": broker.bootstrapServers, "group.id": "g-\(isClosed)",
            ])
            try consumer.subscribe(to: ["events"])
            var batch = MessageBatch(capacity: 10)
            waitUntil(seconds: 30) {
                consumer.poll(into: &batch, timeoutMs: 10)
                return consumer.rebalanceProtocol == .cooperative
            }
            #expect(consumer.rebalanceProtocol == .cooperative)
            #expect(consumer.takeRebalance() == nil)
            if isClosed { consumer.close(timeoutMs: 1_000) }
        }
    }

    @Test(
        .enabled(if: RealBroker.isConfigured, "\(RealBroker.skipReason)"),
        arguments: ["cooperative-sticky", "range"]
    )
    func `real broker: members come and go, nothing is lost or read twice`(strategy: String) throws
    {
        let servers = try RealBroker.bootstrapServers()
        let topic = UniqueName.make("group")
        try joinAndLeave(
            servers,
            topic: topic,
            rounds: 4,
            records: 400_000,
            strategy: strategy,
            roundSeconds: 4
        )
    }

    @Test(
        .enabled(if: RealBroker.isConfigured, "\(RealBroker.skipReason)"),
        arguments: ["cooperative-sticky", "range"]
    )
    func `real broker: a rewound batch is read again, and only that`(strategy: String) throws {
        let servers = try RealBroker.bootstrapServers()
        let topic = UniqueName.make("rewind")
        let feeder = try Feeder(servers, topic: topic)
        try feeder.send(count: 100_000)
        let member = try GroupMember(
            groupProperties(servers, group: topic, strategy: strategy),
            topic: topic,
            capacity: 500,
            rewindEvery: 5
        )
        waitUntil(seconds: 90) { member.seen.count >= 100_000 }
        member.stop()
        #expect(member.errors.isEmpty)
        #expect(member.events.count == 1, "the member was never put out: \(member.events)")
        expectExactlyOnce([member], count: 100_000)
    }
}

/// One member reads all the time, a second comes and goes while records are written.
private func joinAndLeave(
    _ servers: String,
    topic: String,
    rounds: Int,
    records: Int,
    strategy: String?,
    roundSeconds: Double
) throws {
    let feeder = try Feeder(servers, topic: topic)
    let group = UniqueName.make("g")
    let properties = groupProperties(servers, group: group, strategy: strategy)
    var members = [try GroupMember(properties, topic: topic, capacity: 256)]
    for _ in 0..<rounds {
        let end = Date().addingTimeInterval(roundSeconds)
        let second = try GroupMember(properties, topic: topic, capacity: 256)
        members.append(second)
        let step = records / rounds / 20
        for _ in 0..<20 {
            try feeder.send(count: step)
            let pause = end.timeIntervalSinceNow / 20
            if pause > 0 { Thread.sleep(forTimeInterval: pause) }
        }
        // A member that joins after the round's last record would have nothing to read.
        for _ in 0..<300 where second.seen.isEmpty {
            try feeder.send(count: 4)
            Thread.sleep(forTimeInterval: 0.1)
        }
        second.stop()
        #expect(!second.seen.isEmpty, "the second member got no partition")
    }
    let count = feeder.sent
    #expect(feeder.producer.takeDeliveryFailures().isEmpty)
    try expectWritten(servers, topic: topic, count: count)
    waitUntil(seconds: 30) { members.map(\.seen.count).reduce(0, +) >= count }
    if members.map(\.seen.count).reduce(0, +) < count, strategy != nil {
        // Committed up to the end: passed over. Below it: not fetched, and perhaps only until more
        // is written.
        let asker = try Consumer(["bootstrap.servers": servers, "group.id": group])
        let partitions = (0..<4).map { TopicPartition(topic: topic, partition: $0) }
        let lag = try asker.lag(of: partitions, timeoutMs: 10_000)
        print("lag:", lag, "\nlast events:", members[0].events.suffix(4))
        let before = members.map(\.seen.count).reduce(0, +)
        try feeder.send(count: 4)
        Thread.sleep(forTimeInterval: 5)
        print("read before and after 4 more:", before, members.map(\.seen.count).reduce(0, +))
    }
    Thread.sleep(forTimeInterval: 0.5)
    members[0].stop()
    for member in members { #expect(member.errors.isEmpty) }
    expectExactlyOnce(members, count: count)
}

/// Every partition's log ends where it should: a record that is missing there was never written, and
/// would look like one that is not read.
private func expectWritten(_ servers: String, topic: String, count: Int) throws {
    let reader = try Consumer(["bootstrap.servers": servers])
    for partition in Int32(0)..<4 {
        let place = TopicPartition(topic: topic, partition: partition)
        let (low, high) = try reader.watermarks(of: place, timeoutMs: 10_000)
        #expect(low == 0, "the broker has deleted records of \(place)")
        #expect(high == Int64(count / 4), "the log of \(place)")
    }
}

private func groupProperties(
    _ servers: String,
    group: String,
    strategy: String?
) -> ClientProperties {
    var properties: ClientProperties = [
        "bootstrap.servers": servers, "group.id": group, "heartbeat.interval.ms": "200",
        "session.timeout.ms": "6000",
    ]
    if let strategy { properties["partition.assignment.strategy"] = strategy }
    return properties
}

/// Every offset of four partitions once, and in order within each member.
private func expectExactlyOnce(_ members: [GroupMember], count: Int) {
    var times: [GroupMember.Seen: Int] = [:]
    for member in members {
        var last: [Int32: Int64] = [:]
        for seen in member.seen {
            times[seen, default: 0] += 1
            if let before = last[seen.partition], before >= seen.offset {
                Issue.record("partition \(seen.partition): \(seen.offset) after \(before)")
                return
            }
            last[seen.partition] = seen.offset
        }
    }
    let twice = times.filter { $0.value > 1 }.keys
    #expect(twice.isEmpty, "read twice: \(twice.count), such as \(twice.first as Any)")
    // The records are spread evenly over four partitions.
    var missing: [GroupMember.Seen] = []
    for partition in Int32(0)..<4 {
        for offset in Int64(0)..<Int64(count / 4) {
            let record = GroupMember.Seen(partition: partition, offset: offset)
            if times[record] == nil { missing.append(record) }
        }
    }
    #expect(missing.isEmpty, "\(missing.count) of \(count) not read: \(missing.prefix(5))")
}

func waitUntil(seconds: Double, _ condition: () -> Bool) {
    let end = Date().addingTimeInterval(seconds)
    while !condition(), Date() < end { Thread.sleep(forTimeInterval: 0.05) }
}
