import Kafka
import Operations
import Rollout

/// The control log, folded from its first record, and what the instances write to `status`.
///
/// Reads both without a group; commits nothing. One thread uses it.
final class ControlTopics {
    private static let batchCapacity = 512
    private static let pollMs: Int32 = 100
    /// A fetch at the end of a topic waits so long, and the end is known only then.
    private static let fetchWaitMs = "20"

    /// Names of the two topics: the configuration's, or the default ones.
    let names: (control: String, status: String)
    /// The state after every record read so far.
    private(set) var state = ControlState()
    /// The newest record of each instance.
    private(set) var statuses = StatusBook()
    /// Of the first record of the control log; nil while there is none.
    private var firstOffset: Int64?
    private let access: BrokerAccess
    private let consumer: Consumer
    /// The partitions whose end has not been seen.
    private var unfinished: Set<TopicPartition>

    /// Finds the topics and begins to read.
    ///
    /// - Parameters:
    ///   - access: how the broker is reached.
    ///   - withStatus: reads `status` too.
    /// - Throws: `CommandFailure` when a topic is missing, `control` has more than one partition, or
    ///   no broker answers.
    init(_ access: BrokerAccess, withStatus: Bool) throws {
        self.access = access
        let topics = access.configuration?.topics
        let (control, status) = (topics?.control ?? "control", topics?.status ?? "status")
        names = (control, status)
        let partitions = try TopicLookup.partitions(of: control, access)
        guard partitions.count == 1 else {
            throw CommandFailure(
                .failed,
                "topic '\(control)' has \(partitions.count) partitions, and a control log has one: "
                    + "its records must stand in one order"
            )
        }
        var places = partitions.map { TopicPartition(topic: control, partition: $0) }
        if withStatus {
            places += try TopicLookup.partitions(of: status, access).map {
                TopicPartition(topic: status, partition: $0)
            }
        }
        let offsets = places.map {
            PartitionOffset(
                topic: $0.topic,
                partition: $0.partition,
                offset: PartitionOffset.beginning
            )
        }
        unfinished = Set(places)
        var properties = access.properties
        properties["enable.partition.eof"] = "true"
        properties["fetch.wait.max.ms"] = Self.fetchWaitMs
        do throws(KafkaError) {
            consumer = try Consumer(properties, events: access.events)
            try consumer.assign(offsets)
        } catch {
            throw access.failure(error, while: "reading topic '\(control)'")
        }
    }

    deinit { consumer.close() }

    /// Reads what the topics hold now.
    ///
    /// - Parameter take: told each record of the control log, in its order.
    /// - Throws: `CommandFailure` when nothing comes for so long that the broker must be away;
    ///   whatever `take` throws.
    func readToEnd(_ take: (Outcome) throws -> Void) throws {
        var lastCame = MonotonicClock.nanoseconds()
        while !unfinished.isEmpty {
            if try poll(timeoutMs: Self.pollMs, take) { lastCame = MonotonicClock.nanoseconds() }
            let silentMs = (MonotonicClock.nanoseconds() - lastCame) / 1_000_000
            guard silentMs < UInt64(BrokerAccess.timeoutMs) else {
                let error = KafkaError(
                    code: .timedOut,
                    operation: "ControlTopics.readToEnd",
                    detail: names.control
                )
                throw access.failure(error, while: "reading topic '\(names.control)'")
            }
        }
        guard let firstOffset, firstOffset > 0 else { return }
        StandardError.write(
            "stream-scorer: topic '\(names.control)' begins at offset \(firstOffset): what was before "
                + "is gone, and the state is not what it was; a control log is kept for ever "
                + "(retention.ms=-1, cleanup.policy=delete)\n"
        )
    }

    /// Reads what comes within `timeoutMs`.
    ///
    /// - Parameters:
    ///   - timeoutMs: how long to wait for the first record; later ones are not waited for.
    ///   - take: as for `readToEnd`.
    /// - Returns: whether anything came, an end included.
    /// - Throws: `CommandFailure` when a topic cannot be read; whatever `take` throws.
    func poll(timeoutMs: Int32, _ take: (Outcome) throws -> Void) throws -> Bool {
        var batch = MessageBatch(capacity: Self.batchCapacity)
        consumer.poll(into: &batch, timeoutMs: timeoutMs)
        for index in 0..<batch.count { try read(batch[index], take) }
        return batch.count > 0
    }

    private func read(
        _ message: borrowing MessageView,
        _ take: (Outcome) throws -> Void
    ) throws {
        let isControl = message.topicIndex == 0
        let topic = isControl ? names.control : names.status
        if let code = message.error {
            guard code == .partitionEnd else {
                throw CommandFailure(.failed, "topic '\(topic)' cannot be read: \(code.text)")
            }
            unfinished.remove(TopicPartition(topic: topic, partition: message.partition))
            return
        }
        let key = message.hasKey ? [UInt8](copying: message.key) : nil
        let value = message.isTombstone ? nil : [UInt8](copying: message.value)
        if isControl {
            let record = ControlRecord(
                offset: message.offset,
                timeMs: message.timestampMs,
                key: key,
                value: value
            )
            firstOffset = firstOffset ?? message.offset
            try take(state.apply(record))
        } else {
            statuses.take(key: key, value: value, timeMs: message.timestampMs)
        }
    }
}
