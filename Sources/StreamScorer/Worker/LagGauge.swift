internal import Kafka
internal import Operations

/// Shows how many records each assigned partition is behind, once a second.
///
/// Lag is counted from the next event to process to the high watermark the consumer last saw; no
/// request is sent for it.
struct LagGauge {
    private static let intervalNs: UInt64 = 1_000_000_000

    private var lastNs: UInt64 = 0
    private let metrics: WorkerMetrics

    init(metrics: WorkerMetrics) { self.metrics = metrics }

    mutating func update(_ consumer: Consumer, _ ledger: borrowing OffsetLedger) {
        let now = MonotonicClock.nanoseconds()
        guard now - lastNs >= Self.intervalNs else { return }
        lastNs = now
        for position in ledger.processed() {
            guard
                let marks = consumer.cachedWatermarks(
                    topic: position.topic,
                    partition: position.partition
                ),
                marks.high >= 0
            else { continue }
            metrics.lag(
                position.topicPartition,
                records: max(0, marks.high - position.offset)
            )
        }
    }
}
