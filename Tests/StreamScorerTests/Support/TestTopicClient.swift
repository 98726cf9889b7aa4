import BrokerFixture
import Foundation
import Kafka

/// Writes records to topics and reads topics back.
struct TestTopicClient: Sendable {
    let bootstrapServers: String

    /// Writes `records` and waits until the broker has them.
    func write(_ records: [TestRecord], to topic: String) throws {
        let producer = try Producer([
            "bootstrap.servers": bootstrapServers, "message.max.bytes": "20000000",
            "linger.ms": "5",
        ])
        let target = try producer.topic(topic)
        for start in stride(from: 0, to: records.count, by: 1_000) {
            let chunk = records[start..<min(records.count, start + 1_000)]
            let bytes = chunk.reduce(1) { $0 + ($1.key?.count ?? 0) + ($1.value?.count ?? 0) }
            let page = RecordPage(bytes: bytes, records: chunk.count)
            for record in chunk { try Self.write(record, to: target, page: page) }
            var taken = 0
            while taken < page.count {
                taken += try producer.produce(page, from: taken)
                producer.poll(timeoutMs: taken < page.count ? 10 : 0)
            }
            try producer.flush(timeoutMs: 30_000)
        }
        let failures = producer.takeDeliveryFailures()
        guard failures.isEmpty else {
            throw FixtureError("\(failures.count) records were not written: \(failures[0].code)")
        }
    }

    private static func write(
        _ record: TestRecord,
        to topic: ProducerTopic,
        page: RecordPage
    ) throws {
        let bytes = (record.key ?? []) + (record.value ?? [])
        guard let room = page.reserve(bytes.count) else { throw FixtureError("page full") }
        room.copyBytes(from: bytes)
        var headers: RecordHeaders?
        if !record.headers.isEmpty {
            var made = RecordHeaders(capacity: record.headers.count)
            for header in record.headers {
                if let value = header.value {
                    made.add(name: header.name, value: value)
                } else {
                    made.addNull(name: header.name)
                }
            }
            headers = consume made
        }
        page.commitRecord(
            topic: topic,
            partition: record.partition,
            timestampMs: record.timestampMs,
            keyBytes: record.key?.count ?? -1,
            valueBytes: record.value?.count ?? -1,
            headers: headers,
            tag: 0
        )
    }

    /// Reads a topic from its beginning until `count` records were seen and nothing is left, or the
    /// time is over.
    ///
    /// - Returns: what was read, by partition in offset order; more than `count` if there is more.
    func read(
        _ topic: String,
        partitions: Int,
        count: Int,
        seconds: Double = 30
    ) throws -> [TestRecord] {
        let consumer = try Consumer([
            "bootstrap.servers": bootstrapServers, "isolation.level": "read_committed",
            "enable.partition.eof": "true", "fetch.message.max.bytes": "20000000",
        ])
        try consumer.assign(
            (0..<partitions).map {
                PartitionOffset(
                    topic: topic,
                    partition: Int32($0),
                    offset: PartitionOffset.beginning
                )
            }
        )
        var records: [TestRecord] = []
        var batch = MessageBatch(capacity: 500)
        var ended: Set<Int32> = []
        let end = Date().addingTimeInterval(seconds)
        while Date() < end {
            consumer.poll(into: &batch, timeoutMs: 50)
            for index in 0..<batch.count {
                if batch[index].error == .partitionEnd {
                    ended.insert(batch[index].partition)
                } else if batch[index].error == nil {
                    ended.remove(batch[index].partition)
                    records.append(TestRecord(batch[index], topic: topic))
                }
            }
            if records.count >= count, ended.count == partitions { break }
        }
        return records.sorted { ($0.partition, $0.offset) < ($1.partition, $1.offset) }
    }
}
