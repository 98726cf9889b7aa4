internal import Kafka
internal import Operations

/// Tells the metrics and the log what delivery did.
///
/// One worker, one value.
final class DeliveryReport {
    private let metrics: WorkerMetrics
    private let logger: Logger

    init(metrics: WorkerMetrics, logger: Logger) {
        self.metrics = metrics
        self.logger = logger
    }

    func queueWasFull() { metrics.queueWasFull() }

    func committed(durationNs: UInt64) {
        metrics.committed(durationNs: durationNs)
    }

    func transactionAborted() { metrics.transactionAborted() }

    func commitFailed(_ error: KafkaError) {
        metrics.commitFailed()
        logger.warning("Commit failed; the next one covers it", ["cause": .string("\(error)")])
    }

    /// Notes, for each record of an acknowledged page, how long after its event it was delivered.
    func acknowledged(_ page: RecordPage) {
        let nowMs = WallClock.milliseconds()
        for index in 0..<page.count {
            let eventMs = page.timestampMs(at: index)
            guard eventMs > 0, eventMs <= nowMs else { continue }
            metrics.delivered(
                deployment: EventTag(rawValue: page.tag(at: index)).topicIndex,
                afterNs: UInt64(nowMs - eventMs) * 1_000_000
            )
        }
    }
}
