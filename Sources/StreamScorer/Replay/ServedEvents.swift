package import Kafka
package import Operations
internal import Records

/// The events that one version has answered, by the ids in its live predictions.
///
/// Sixteen bytes an event, and a hash table's room.
package struct ServedEvents: Sendable {
    private var ids: Set<TextHash> = []

    /// How many they are.
    package var count: Int { ids.count }

    /// Reads live predictions.
    ///
    /// - Parameters:
    ///   - topic: of the predictions.
    ///   - ranges: of its partitions.
    ///   - deployment: whose predictions count.
    ///   - version: whose answers count.
    ///   - consumer: in no group; it tells the ends of partitions (`enable.partition.eof`).
    ///   - stop: ends reading when it is raised.
    /// - Throws: `KafkaError` when the broker gives up a partition or is silent for half a minute.
    package init(
        _ topic: String,
        _ ranges: ReplayRanges,
        deployment: String,
        version: String,
        consumer: Consumer,
        stop: StopFlag
    ) throws(KafkaError) {
        var cursors = ranges.ranges.map { ReplayCursor($0) }
        guard !cursors.isEmpty else { return }
        try consumer.assign(
            cursors.map {
                PartitionOffset(topic: topic, partition: $0.range.partition, offset: $0.next)
            }
        )
        var reader = PredictionReader(.prediction)
        var texts = TextTable()
        var batch = MessageBatch(capacity: 1_000)
        var lastCame = MonotonicClock.nanoseconds()
        while cursors.contains(where: { !$0.isDone }), !stop.isRaised {
            consumer.poll(into: &batch, timeoutMs: 100)
            let now = MonotonicClock.nanoseconds()
            if batch.count > 0 { lastCame = now }
            guard now - lastCame < ReplayRun.silenceMs * 1_000_000 else {
                throw KafkaError(
                    code: .timedOut,
                    operation: "replay",
                    detail: "'\(topic)': no record came for \(ReplayRun.silenceMs / 1_000) s"
                )
            }
            for index in 0..<batch.count {
                let partition = batch[index].partition
                let place = cursors.firstIndex { $0.range.partition == partition }
                guard let place, !cursors[place].isDone else { continue }
                if let code = batch[index].error {
                    guard code == .partitionEnd else {
                        throw KafkaError(
                            code: code,
                            operation: "replay",
                            detail: "\(topic)[\(partition)]"
                        )
                    }
                    cursors[place].finish()
                } else if cursors[place].take(batch[index].offset), !batch[index].isTombstone {
                    let value = batch[index].value
                    // What is no prediction was not answered by the version.
                    guard let record = try? reader.read(value) else { continue }
                    let isWanted =
                        Self.isText(deployment, record.deployment, value, &texts)
                        && Self.isText(version, record.version, value, &texts)
                    if isWanted { ids.insert(record.id) }
                }
            }
        }
        batch.clear()
    }

    private static func isText(
        _ text: String,
        _ value: CapturedValue,
        _ payload: RawSpan,
        _ texts: inout TextTable
    ) -> Bool {
        texts.number(of: value, in: payload).map { texts.text($0) == text } ?? false
    }

    /// Whether the version answered an event.
    func contains(_ id: TextHash) -> Bool { ids.contains(id) }
}
