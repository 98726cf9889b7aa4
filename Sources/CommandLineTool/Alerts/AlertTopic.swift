import DriftMonitor
import Kafka
import Operations

/// The alerts that the topic holds.
enum AlertTopic {
    private static let batchCapacity = 512
    private static let pollMs: Int32 = 100

    /// Reads the topic to its end, in the order of event time.
    ///
    /// - Returns: every alert, those that were written twice once.
    /// - Throws: `CommandFailure` when there is no such topic or no broker answers.
    static func read(_ access: BrokerAccess) throws -> [Alert] {
        let topic = access.configuration?.topics.alerts ?? "alerts"
        let partitions = try TopicLookup.partitions(of: topic, access)
        var properties = access.properties
        properties["enable.partition.eof"] = "true"
        let consumer = try Consumer(properties, events: access.events)
        defer { consumer.close() }
        try consumer.assign(
            partitions.map {
                PartitionOffset(
                    topic: topic,
                    partition: $0,
                    offset: PartitionOffset.beginning
                )
            }
        )
        var unfinished = Set(partitions)
        var batch = MessageBatch(capacity: batchCapacity)
        var alerts: [String: Alert] = [:]
        var lastCame = MonotonicClock.nanoseconds()
        while !unfinished.isEmpty {
            consumer.poll(into: &batch, timeoutMs: pollMs)
            if batch.count > 0 { lastCame = MonotonicClock.nanoseconds() }
            for index in 0..<batch.count {
                if batch[index].error == .partitionEnd {
                    unfinished.remove(batch[index].partition)
                }
                guard batch[index].error == nil, !batch[index].isTombstone else { continue }
                // What is no alert, or of a newer form, is somebody else's.
                guard
                    let alert = try? Alert(decoding: [UInt8](copying: batch[index].value))
                else { continue }
                alerts[alert.id] = alert
            }
            let silentMs = (MonotonicClock.nanoseconds() - lastCame) / 1_000_000
            guard silentMs < UInt64(BrokerAccess.timeoutMs) else {
                throw access.failure(
                    KafkaError(code: .timedOut, operation: "AlertTopic.read", detail: topic),
                    while: "reading topic '\(topic)'"
                )
            }
        }
        return alerts.values.sorted { ($0.timeMs, $0.key, $0.id) < ($1.timeMs, $1.key, $1.id) }
    }
}
