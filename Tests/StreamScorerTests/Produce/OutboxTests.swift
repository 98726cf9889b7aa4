import BrokerFixture
import Foundation
import Kafka
import Testing

@testable import StreamScorer

@Suite
struct OutboxTests {
    @Test func `a full outbox has no page until the first comes back`() throws {
        let broker = try TestBroker.embedded()
        try broker.createTopic("t", partitions: 1)
        let producer = try Producer(["bootstrap.servers": broker.bootstrapServers])
        let topic = try producer.topic("t")
        var outbox = Outbox(pageBytes: 64, recordsPerPage: 2, pages: 2)
        for tag in 0..<4 {
            let written1 = outbox.write(tag, to: topic)
            #expect(written1)
        }
        let isFull = !outbox.write(4, to: topic)
        #expect(isFull)
        let unsent = outbox.unsentRecords()
        #expect(unsent == 4)
        // Nothing is given back that was not handed over, sealed or not.
        outbox.seal()
        outbox.recycle { _ in Issue.record("an unsent page came back") }
        let sent = try outbox.submit(to: producer)
        #expect(sent)
        try producer.flush(timeoutMs: 10_000)
        var tags: [UInt64] = []
        outbox.recycle { page in tags += (0..<page.count).map { page.tag(at: $0) } }
        #expect(tags == [0, 1, 2, 3])
        let isEmpty = outbox.isEmpty
        let first = outbox.firstSequence
        #expect(isEmpty && first == 2)
        let written2 = outbox.write(4, to: topic)
        #expect(written2)
        outbox.reset()
    }

    @Test func `sealing an empty page takes it back`() throws {
        let broker = try TestBroker.embedded()
        try broker.createTopic("t", partitions: 1)
        let producer = try Producer(["bootstrap.servers": broker.bootstrapServers])
        let topic = try producer.topic("t")
        var outbox = Outbox(pageBytes: 64, recordsPerPage: 2, pages: 2)
        let none = outbox.seal()
        #expect(none == 0)
        _ = outbox.page(for: 8)
        let still = outbox.seal()
        #expect(still == 0)
        let written3 = outbox.write(1, to: topic)
        #expect(written3)
        let one = outbox.seal()
        #expect(one == 1)
        outbox.reset()
        let isEmpty = outbox.isEmpty
        #expect(isEmpty)
    }

    @Test func `a record larger than a page gets a page of its own`() throws {
        let broker = try TestBroker.embedded()
        try broker.createTopic("t", partitions: 1)
        let producer = try Producer(["bootstrap.servers": broker.bootstrapServers])
        let topic = try producer.topic("t")
        var outbox = Outbox(pageBytes: 64, recordsPerPage: 2, pages: 1)
        let written4 = outbox.write(0, to: topic)
        #expect(written4)
        let written5 = outbox.write(1, to: topic, bytes: 5_000)
        #expect(written5)
        let written6 = outbox.write(2, to: topic)
        #expect(!written6)
        _ = try outbox.submit(to: producer)
        try producer.flush(timeoutMs: 10_000)
        outbox.seal()
        var tags: [UInt64] = []
        outbox.recycle { page in tags += (0..<page.count).map { page.tag(at: $0) } }
        #expect(tags == [0, 1])
    }

    @Test func `shadow records wait, and hold back no page of served ones`() throws {
        let broker = try TestBroker.embedded()
        try broker.createTopic("t", partitions: 1)
        let producer = try Producer(["bootstrap.servers": broker.bootstrapServers])
        let topic = try producer.topic("t")
        var outbox = Outbox(pageBytes: 64, recordsPerPage: 2, pages: 4)
        for (tag, isShadow) in [(0, true), (1, false), (2, true), (3, false)] {
            let isWritten = outbox.write(tag, to: topic, isShadow: isShadow)
            #expect(isWritten)
        }
        let sent = try outbox.submit(.served, to: producer)
        #expect(sent)
        try producer.flush(timeoutMs: 10_000)
        let before = outbox.seal()
        var tags: [UInt64] = []
        outbox.recycle { page in tags += (0..<page.count).map { page.tag(at: $0) } }
        #expect(tags == [1, 3])
        let (served, shadows) = (outbox.unsentRecords(.served), outbox.unsentRecords(.shadows))
        #expect(served == 0 && shadows == 2)
        let reached = outbox.firstSequence
        #expect(reached < before, "a commit that covers the shadow records is not due yet")
        _ = try outbox.submit(to: producer)
        let isInFlight = (outbox.isInFlight(.served), outbox.isInFlight(.shadows))
        #expect(isInFlight == (false, true))
        try producer.flush(timeoutMs: 10_000)
        outbox.recycle { page in tags += (0..<page.count).map { page.tag(at: $0) } }
        #expect(tags == [1, 3, 0, 2])
        let end = outbox.firstSequence
        #expect(end == before)
    }

    /// Random turns against a slow broker: a marker is never reached before the broker holds every
    /// record in front of it.
    @Test func `no marker is reached before its records are acknowledged`() throws {
        var random = SeededRandom("outbox markers")
        let broker = try TestBroker.embedded()
        try broker.createTopic("t", partitions: 1)
        try broker.faults?.setRoundTrip(milliseconds: 3)
        let producer = try Producer(["bootstrap.servers": broker.bootstrapServers])
        let reader = try Consumer(["bootstrap.servers": broker.bootstrapServers])
        let topic = try producer.topic("t")
        var outbox = Outbox(pageBytes: 256, recordsPerPage: 4, pages: 6)
        var written = 0
        var lanes: [Bool] = []
        var acknowledged: [UInt64] = []
        var markers: [(before: UInt64, records: Int)] = []
        var reached = 0
        for step in 0..<600 {
            switch Int.random(in: 0..<8, using: &random) {
            case 0...2:
                for _ in 0..<Int.random(in: 1...5, using: &random)
                where outbox.write(written, to: topic, isShadow: step % 3 == 0) {
                    lanes.append(step % 3 == 0)
                    written += 1
                }
            case 3: _ = try outbox.submit(.served, to: producer)
            case 4: _ = try outbox.submit(to: producer)
            case 5: markers.append((outbox.seal(), written))
            default: producer.poll(timeoutMs: Int32.random(in: 0...4, using: &random))
            }
            outbox.recycle { page in
                acknowledged += (0..<page.count).map { page.tag(at: $0) }
            }
            while let marker = markers.first, outbox.firstSequence >= marker.before {
                markers.removeFirst()
                reached += 1
                #expect(acknowledged.count >= marker.records, "step \(step)")
                let held = try reader.watermarks(
                    of: TopicPartition(topic: "t", partition: 0),
                    timeoutMs: 5_000
                )
                #expect(held.high >= marker.records, "step \(step), seed \(random.seed)")
            }
        }
        for isShadow in [false, true] {
            let lane = acknowledged.filter { lanes[Int($0)] == isShadow }
            let written = lanes.indices.filter { lanes[$0] == isShadow }.map(UInt64.init)
            #expect(!lane.isEmpty && lane == Array(written.prefix(lane.count)))
        }
        #expect(reached > 10)
        #expect(producer.takeDeliveryFailures().isEmpty)
        try producer.flush(timeoutMs: 10_000)
        outbox.reset()
    }
}

extension Outbox {
    /// Writes a record of `bytes` bytes tagged `tag`; false when there is no page.
    fileprivate mutating func write(
        _ tag: Int,
        to topic: ProducerTopic,
        bytes: Int = 16,
        isShadow: Bool = false
    ) -> Bool {
        guard let page = isShadow ? shadowPage(for: bytes) : page(for: bytes),
            let room = page.reserve(bytes)
        else { return false }
        room.initializeMemory(as: UInt8.self, repeating: UInt8(ascii: "x"))
        page.commitRecord(
            topic: topic,
            partition: 0,
            timestampMs: 0,
            keyBytes: -1,
            valueBytes: bytes,
            headers: nil,
            tag: UInt64(tag)
        )
        return true
    }
}
