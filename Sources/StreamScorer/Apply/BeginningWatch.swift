internal import Kafka
internal import Operations
internal import Rollout

/// Looks now and then whether the control log still begins with the record that it began with.
///
/// A topic that is deleted, made again and written to at once can be longer than it was before
/// anybody has fetched from it: reading on then meets no fault, only the records of another log. Not
/// thread-safe: one thread, one watch.
struct BeginningWatch: ~Copyable {
    /// What a look has found.
    enum Finding {
        /// Nothing new: it is not time, the broker has not answered, or all is as it was.
        case nothing
        /// The log begins with another record.
        case another
        /// The first record is gone: who starts now cannot fold the log.
        case gone
    }

    private static let intervalNs: UInt64 = 5_000_000_000

    private let place: PartitionOffset
    private let consumer: Consumer
    private var batch: MessageBatch
    private var askedNs: UInt64 = 0
    private var isAsking = false

    /// - Throws: `KafkaError` for a property that librdkafka refuses.
    init(_ configuration: ServeConfiguration, events: ClientEvents) throws(KafkaError) {
        let consumer = try Consumer(
            ControlLog.properties(configuration, role: "beginning"),
            events: events
        )
        self.consumer = consumer
        place = PartitionOffset(topic: configuration.topics.control, partition: 0, offset: 0)
        batch = MessageBatch(capacity: 1)
    }

    /// Looks, if it is time; never waits.
    ///
    /// - Parameter first: the record that the log began with.
    /// - Returns: what has been found.
    mutating func look(for first: ControlRecord) -> Finding {
        let now = MonotonicClock.nanoseconds()
        if !isAsking {
            guard now - askedNs >= Self.intervalNs else { return .nothing }
            askedNs = now
            isAsking = (try? consumer.assign([place])) != nil
        }
        consumer.poll(into: &batch, timeoutMs: 0)
        guard isAsking, batch.count > 0 else { return .nothing }
        defer {
            batch.clear()
            // What else the log holds is not wanted.
            try? consumer.assign([])
            isAsking = false
        }
        if let error = batch[0].error { return error == .offsetReset ? .gone : .nothing }
        let found = ControlRecord(batch[0])
        return found.isSame(as: first) ? .nothing : .another
    }

    /// Stops looking.
    func close() { consumer.close(timeoutMs: 0) }
}

extension ControlRecord {
    fileprivate func isSame(as other: ControlRecord) -> Bool {
        offset == other.offset && timeMs == other.timeMs && key == other.key
            && value == other.value
    }
}
