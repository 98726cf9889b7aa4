internal import CKafka

/// Reads partitions, as a member of a group or on its own.
///
/// One thread uses a consumer; `groupMetadata()` and `cachedWatermarks(topic:partition:)` may be
/// called from any. The turn of that thread is: `poll`, work, commit; then `takeRebalance`, and
/// `apply` for what it gave, before the next poll. See `docs/decisions/0001-deferred-rebalance.md`.
@safe
// Unchecked: librdkafka's handle may be used from any thread; `positions` and `topics` are used by
// the one thread only that the contract above allows.
public final class Consumer: @unchecked Sendable {
    let client: Client
    private(set) var queue: OpaquePointer?
    var topics: ConsumedTopics
    /// The offset behind the last message handed out, for each partition.
    var positions = PartitionPositions()
    private let isCooperative: Bool

    /// Makes a consumer; connects in the background.
    ///
    /// Properties that are absent get the service's defaults (`ClientProperties.consumerDefaults`).
    /// Without `group.id` the consumer can only `assign`; librdkafka wants a group's name even then
    /// and gets `stream-scorer.reader`, which nothing is committed to.
    /// - Throws: `invalidArgument` for a property that librdkafka refuses.
    public init(
        _ properties: ClientProperties,
        events: ClientEvents = ClientEvents()
    ) throws(KafkaError) {
        var effective = ClientProperties.consumerDefaults.merging(properties)
        if effective["group.id"] == nil { effective["group.id"] = "stream-scorer.reader" }
        isCooperative =
            effective["partition.assignment.strategy"]?.contains("cooperative") ?? false
        let configuration = try ClientConfiguration(effective)
        // SAFETY: free functions, valid for ever.
        unsafe rd_kafka_conf_set_rebalance_cb(configuration.raw, recordRebalance)
        unsafe rd_kafka_conf_set_offset_commit_cb(configuration.raw, recordCommit)
        let context = ClientContext(effective, events)
        client = try Client(.consumer, configuration, context: context)
        topics = ConsumedTopics(of: client)
        // SAFETY: the client is live. Its main queue goes to the consumer's, so that one poll
        // serves errors and statistics too.
        unsafe rd_kafka_poll_set_consumer(client.handle)
        unsafe queue = unsafe rd_kafka_queue_get_consumer(client.handle)
    }

    deinit { close() }

    /// Joins the group and reads these topics; replaces an earlier subscription.
    ///
    /// Partitions of topics that are left out now are asked back like those of any rebalance:
    /// `takeRebalance` tells, and they are read until `apply` has given them up.
    ///
    /// - Parameters:
    ///   - topics: names, not patterns. None leaves the group, if `all` names the topics that may
    ///     come back.
    ///   - all: the topics that this consumer may ever read, these among them;
    ///     `MessageView.topicIndex` counts in this order. Nil: just these.
    /// - Throws: `invalidArgument` for an empty list or a name that cannot be a topic's.
    public func subscribe(to topics: [String], among all: [String]? = nil) throws(KafkaError) {
        let known = all ?? topics
        // Asking librdkafka for the protocol instead, while it closes, may wait for ever.
        if isCooperative { client.context.mayHaveJoinedCooperatively = true }
        // The handles by which messages are told apart stay while the list does.
        if known != self.topics.names { try self.topics.reset(to: known) }
        if topics.isEmpty, all != nil {
            // SAFETY: the client is live.
            let code = unsafe rd_kafka_unsubscribe(client.handle)
            return try KafkaError.check(code, "rd_kafka_unsubscribe", "")
        }
        let list = TopicPartitionList(topics.map { TopicPartition(topic: $0, partition: -1) })
        // SAFETY: client and list are live; librdkafka copies the list.
        let code = unsafe rd_kafka_subscribe(client.handle, list.raw)
        try KafkaError.check(code, "rd_kafka_subscribe", topics.joined(separator: ", "))
    }

    /// Reads these partitions without a group, from these offsets; replaces an earlier assignment.
    ///
    /// - Parameter partitions: offsets are absolute, or `PartitionOffset.beginning`, `.end`.
    /// - Throws: `invalidArgument` for a name that cannot be a topic's.
    public func assign(_ partitions: [PartitionOffset]) throws(KafkaError) {
        var names: [String] = []
        for place in partitions where !names.contains(place.topic) { names.append(place.topic) }
        try topics.reset(to: names)
        positions.removeAll()
        let list = TopicPartitionList(partitions)
        // SAFETY: client and list are live; librdkafka copies the list.
        let code = unsafe rd_kafka_assign(client.handle, list.raw)
        try KafkaError.check(code, "rd_kafka_assign", "\(partitions.first?.description ?? "")")
    }

    /// Takes what the fetch already holds, up to the batch's capacity.
    ///
    /// Waits, at most `timeoutMs`, for the first message only, never for the batch to fill: a call
    /// of librdkafka with a time-out waits until its whole array is full. What the batch held
    /// before is given back. Callbacks (errors, statistics, rebalances) run within.
    /// - Complexity: O(messages). Allocates nothing.
    public func poll(into batch: inout MessageBatch, timeoutMs: Int32) {
        batch.clear()
        guard let queue = unsafe queue else { return }
        // SAFETY: `queue` is live until `close()`.
        let held = unsafe batch.append(
            from: queue,
            of: client,
            limit: batch.capacity,
            timeoutMs: 0
        )
        if held == 0, timeoutMs != 0 {
            let first = unsafe batch.append(from: queue, of: client, limit: 1, timeoutMs: timeoutMs)
            if first > 0 {
                _ = unsafe batch.append(
                    from: queue,
                    of: client,
                    limit: batch.capacity,
                    timeoutMs: 0
                )
            }
        }
        recordPositions(of: batch)
    }

    /// Serves callbacks and gives back whatever is fetched, unread; positions stay as they are.
    func dropFetched() {
        guard let queue = unsafe queue else { return }
        var dropped = MessageBatch(capacity: 1_000)
        // What is fetched at one moment is limited by `queued.min.messages`.
        for _ in 0..<1_000 {
            // SAFETY: `queue` is live until `close()`.
            let came = unsafe dropped.append(from: queue, of: client, limit: 1_000, timeoutMs: 0)
            if came == 0 || client.context.rebalances.isWaiting { return }
            dropped.clear()
        }
    }

    /// Leaves the group and stops; later polls bring nothing.
    ///
    /// Waits until the group has answered, and no longer than `timeoutMs`: a group that does not
    /// answer (the embedded broker's can forget a request that meets a rebalance) then finds out by
    /// its session time-out. Commit before: partitions are given up at once.
    public func close(timeoutMs: Int = 5_000) {
        guard let queue = unsafe queue else { return }
        unsafe self.queue = nil
        client.context.rebalances.isClosing = true
        // An event that nobody applied would hold the close up for ever.
        while let event = takeRebalance() { try? apply(event) }
        topics.removeAll()
        // SAFETY: the queue is destroyed first, as librdkafka demands, and is never used again.
        unsafe rd_kafka_queue_destroy(queue)
        guard let closing = unsafe rd_kafka_queue_new(client.handle) else { return }
        defer { unsafe rd_kafka_queue_destroy(closing) }
        // SAFETY: client and queue are live; the error is ours, and so is each event.
        if let error = unsafe rd_kafka_consumer_close_queue(client.handle, closing) {
            return unsafe rd_kafka_error_destroy(error)
        }
        let end = ContinuousClock.now + .milliseconds(timeoutMs)
        while unsafe rd_kafka_consumer_closed(client.handle) == 0 {
            guard ContinuousClock.now < end else {
                client.context.isAbandoned = true
                return
            }
            if let event = unsafe rd_kafka_queue_poll(closing, 50) {
                unsafe answerWhileClosing(event, of: client.handle)
            }
        }
    }

}

/// Gives up the partitions that a closing consumer is asked for, and destroys the event.
private func answerWhileClosing(_ event: OpaquePointer, of client: OpaquePointer) {
    // SAFETY: the event is ours and live; client and list are live while it is.
    defer { unsafe rd_kafka_event_destroy(event) }
    guard unsafe rd_kafka_event_type(event) == RD_KAFKA_EVENT_REBALANCE else { return }
    unsafe recordRebalance(
        client,
        rd_kafka_event_error(event),
        rd_kafka_event_topic_partition_list(event),
        rd_kafka_opaque(client)
    )
}
