internal import Kafka
internal import Operations

/// Tells the metrics and the log what delivery did.
///
/// One worker, one value.
final class DeliveryReport {
    private let metrics: WorkerMetrics
    private let shadows: ShadowGate
    private let logger: Logger

    init(metrics: WorkerMetrics, shadows: ShadowGate, logger: Logger) {
        self.metrics = metrics
        self.shadows = shadows
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

    /// The failures that concern what is served; those of shadow predictions close the gate to more of
    /// them.
    func withoutShadows(_ failures: [DeliveryFailure]) -> [DeliveryFailure] {
        guard let shadow = failures.first(where: { EventTag(rawValue: $0.tag).isShadow }) else {
            return failures
        }
        shadows.close(nowNs: MonotonicClock.nanoseconds())
        logger.warning(
            "Shadow predictions were not delivered; none are written for a while",
            ["code": .string("\(shadow.code)"), "for_s": .int(ShadowGate.pauseS)]
        )
        return failures.filter { !EventTag(rawValue: $0.tag).isShadow }
    }

    /// Notes, for each record of an acknowledged page, how long after its event it was delivered.
    func acknowledged(_ page: RecordPage) {
        let nowMs = WallClock.milliseconds()
        for index in 0..<page.count {
            let eventMs = page.timestampMs(at: index)
            let tag = EventTag(rawValue: page.tag(at: index))
            guard eventMs > 0, eventMs <= nowMs, !tag.isShadow else { continue }
            metrics.delivered(
                deployment: tag.topicIndex,
                afterNs: UInt64(nowMs - eventMs) * 1_000_000
            )
        }
    }
}
