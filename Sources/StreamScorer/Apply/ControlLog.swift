internal import Kafka
internal import Operations
internal import Rollout

/// Reads the control log: the one partition of its topic, from an offset on, without a group.
///
/// A broker that is down is waited for by librdkafka itself. Not thread-safe: one thread, one log.
struct ControlLog: ~Copyable {
    /// Why a log cannot be read on.
    enum Failure: Error {
        /// The topic answered as one that was cut, deleted or made again does. It may also be a
        /// broker that has just started: only reading it again from the beginning tells.
        case doubtful(String)
        /// The client is lost; a new one may be made.
        case client(KafkaError)
    }

    /// Records that one read takes at most.
    static let maxRecords = 500

    let topic: String
    /// The offset behind the newest record read.
    private(set) var nextOffset: Int64
    /// Whether the last read met the end of the log.
    private(set) var isAtEnd = false
    private let consumer: Consumer
    private var batch: MessageBatch

    /// Opens the log at `offset`; connects in the background.
    ///
    /// - Throws: `KafkaError` for a property that librdkafka refuses.
    init(
        _ configuration: ServeConfiguration,
        from offset: Int64,
        events: ClientEvents = ClientEvents()
    ) throws(KafkaError) {
        let consumer = try Consumer(
            Self.properties(configuration, role: "control"),
            events: events
        )
        let place = PartitionOffset(
            topic: configuration.topics.control,
            partition: 0,
            offset: offset
        )
        try consumer.assign([place])
        self.consumer = consumer
        topic = place.topic
        nextOffset = offset
        batch = MessageBatch(capacity: Self.maxRecords)
    }

    /// The properties of a client that reads the log; `role` ends its name.
    static func properties(
        _ configuration: ServeConfiguration,
        role: String
    ) -> ClientProperties {
        var all = ClientProperties(configuration)
        all["client.id"] = "stream-scorer-\(configuration.instance)-\(role)"
        all["group.id"] = nil
        all["group.instance.id"] = nil
        all["isolation.level"] = "read_committed"
        all["enable.partition.eof"] = "true"
        // A place that is gone is a fault to be told, not a reason to begin elsewhere.
        all["auto.offset.reset"] = "error"
        // Commands are few and small: nothing needs to be fetched far ahead.
        all["queued.min.messages"] = "1000"
        all["queued.max.messages.kbytes"] = "4096"
        return all
    }

    /// The next records, at most `maxRecords`; waits `timeoutMs` at most for the first.
    ///
    /// - Throws: `Failure` when the log cannot be read on from here.
    mutating func read(timeoutMs: Int32) throws(Failure) -> [ControlRecord] {
        consumer.poll(into: &batch, timeoutMs: timeoutMs)
        defer { batch.clear() }
        var records: [ControlRecord] = []
        for index in 0..<batch.count {
            if let error = batch[index].error {
                try note(error)
                continue
            }
            isAtEnd = false
            guard batch[index].offset >= nextOffset else { continue }
            records.append(ControlRecord(batch[index]))
            nextOffset = batch[index].offset + 1
        }
        if let fatal = consumer.fatalError { throw .client(fatal) }
        return records
    }

    /// Leaves the log.
    func close() { consumer.close(timeoutMs: Self.closeMs) }

    private static let closeMs = 200

    private mutating func note(_ error: KafkaError.Code) throws(Failure) {
        switch error {
        case .partitionEnd:
            isAtEnd = true
        case .offsetReset:
            throw .doubtful("it holds nothing at offset \(nextOffset)")
        case .unknownTopic, .unknownTopicOrPartition, .unknownPartition:
            throw .doubtful("the broker does not know it (\(error.text))")
        case .topicAuthorization:
            throw .client(
                KafkaError(code: error, operation: "rd_kafka_consume_batch_queue", detail: topic)
            )
        default:
            // Whatever concerns the connection is mended by librdkafka.
            break
        }
    }
}

extension ControlRecord {
    /// A copy of a message.
    init(_ message: borrowing MessageView) {
        self.init(
            offset: message.offset,
            timeMs: message.timestampMs,
            key: message.hasKey ? message.key.copy : nil,
            value: message.isTombstone ? nil : message.value.copy
        )
    }
}

extension RawSpan {
    /// The bytes in an array of their own.
    fileprivate var copy: [UInt8] {
        // SAFETY: the bytes are copied while the span is borrowed.
        unsafe withUnsafeBytes { bytes in unsafe Array(bytes) }
    }
}
