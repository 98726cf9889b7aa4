import Foundation
import Kafka

/// Writes numbered records into a topic, made on first use.
final class Feeder {
    let producer: Producer
    private let topic: ProducerTopic
    private var arena = RecordArena(pageBytes: 1 << 18, recordsPerPage: 2_000, pages: 8)
    private(set) var sent = 0

    init(_ servers: String, topic: String, _ properties: ClientProperties = [:]) throws {
        producer = try Producer(
            (["bootstrap.servers": servers] as ClientProperties).merging(properties)
        )
        self.topic = try producer.topic(topic)
        // The first question makes the topic; it has no leader for a moment.
        for _ in 0..<100 {
            if let count = try? producer.partitionCount(of: topic, timeoutMs: 5_000), count > 0 {
                return
            }
            Thread.sleep(forTimeInterval: 0.1)
        }
        throw KafkaError(code: .unknownTopic, operation: "Feeder", detail: topic)
    }

    /// Hands records over and, unless told otherwise, waits for them.
    func send(count: Int, partitions: Int = 4, flushes: Bool = true) throws {
        var left = count
        while left > 0 {
            guard let page = arena.takePage() else {
                producer.poll(timeoutMs: 10)
                continue
            }
            while left > 0, !page.isFull, page.freeBytes >= 64 {
                page.write(
                    key: "\(sent)",
                    value: "value \(sent)",
                    topic: topic,
                    partition: Int32(sent % partitions),
                    tag: UInt64(sent)
                )
                sent += 1
                left -= 1
            }
            var done = 0
            while done < page.count {
                done += try producer.produce(page, from: done)
                producer.poll(timeoutMs: 0)
            }
            arena.giveBack(page)
        }
        if flushes { try producer.flush(timeoutMs: 30_000) }
    }
}
