internal import CKafka
internal import Synchronization

/// Writes records, with or without transactions.
///
/// One thread at a time uses a producer; a transaction may be committed on another thread as long as
/// the first one neither produces nor polls meanwhile.
@safe
// Unchecked: librdkafka's handle may be used from any thread; `topics` and `kept` are used by one
// thread at a time, as the contract above says.
public final class Producer: @unchecked Sendable {
    private let fields = ProduceFields()
    private var topics: [String: ProducerTopic] = [:]
    /// Pages of which librdkafka holds records.
    private var kept: [RecordPage] = []
    /// Nil only while self ends.
    private var owner: Client?
    let context: ClientContext
    let handle: OpaquePointer

    /// Makes a producer; connects in the background.
    ///
    /// Properties that are absent get the service's defaults (`ClientProperties.producerDefaults`),
    /// those of a transactional producer if `transactional.id` is given.
    /// - Throws: `invalidArgument` for a property that librdkafka refuses.
    public init(
        _ properties: ClientProperties,
        events: ClientEvents = ClientEvents()
    ) throws(KafkaError) {
        let defaults = ClientProperties.producerDefaults(
            transactionalID: properties["transactional.id"]
        )
        let effective = defaults.merging(properties)
        let configuration = try ClientConfiguration(effective)
        // SAFETY: a free function, valid for ever.
        unsafe rd_kafka_conf_set_dr_msg_cb(configuration.raw, receiveDeliveryReport)
        let context = ClientContext(effective, events)
        let client = try Client(.producer, configuration, context: context)
        owner = client
        self.context = context
        unsafe handle = unsafe client.handle
    }

    deinit {
        purge()
        // SAFETY: the topics' handles are ours and given back once.
        for topic in topics.values { unsafe rd_kafka_topic_destroy(topic.handle) }
        // The client ends before the pages whose bytes it may be reading.
        owner = nil
        for page in kept {
            // SAFETY: the page is live; no callback can run any more, so nothing is outstanding.
            unsafe page.outstanding.pointee.value.store(0, ordering: .releasing)
        }
    }

    /// The topic of a name, made once and kept as long as the producer.
    ///
    /// - Throws: `invalidArgument` for a name that cannot be a topic's.
    public func topic(_ name: String) throws(KafkaError) -> ProducerTopic {
        if let topic = topics[name] { return topic }
        // SAFETY: the client is live; the topic has no configuration of its own.
        guard let raw = unsafe rd_kafka_topic_new(handle, name, nil) else {
            throw KafkaError(
                code: KafkaError.Code(rd_kafka_last_error()),
                operation: "rd_kafka_topic_new",
                detail: "'\(name)'"
            )
        }
        let topic = unsafe ProducerTopic(
            name: name,
            handle: raw,
            producer: ObjectIdentifier(self)
        )
        topics[name] = topic
        return topic
    }

    /// How many partitions a topic has, asked from a broker.
    ///
    /// - Throws: `unknownTopicOrPartition` if there is no such topic, `timedOut` or `transport` if
    ///   no broker answers.
    public func partitionCount(of topic: String, timeoutMs: Int32) throws(KafkaError) -> Int {
        let topic = try self.topic(topic)
        let metadata = try unsafe ClusterMetadata(handle, topic.handle, timeoutMs: timeoutMs)
        guard let found = metadata.topics.first else {
            throw KafkaError(
                code: .unknownTopic,
                operation: "rd_kafka_metadata",
                detail: topic.name
            )
        }
        if let error = found.error {
            throw KafkaError(code: error, operation: "rd_kafka_metadata", detail: topic.name)
        }
        return found.partitions.count
    }

    /// Hands the records of a page from index `first` on to librdkafka, without copying values.
    ///
    /// A record that is refused for itself (too large, unknown partition) counts as taken and is
    /// told by `takeDeliveryFailures()`, as one that fails later.
    /// - Returns: how many records were taken; fewer than there are if the queue is full: poll and
    ///   call again from there.
    /// - Throws: an error that is not one record's: `isFatal`, or `wrongState` outside a transaction.
    ///   `page.handedOver` tells how many records were taken before it.
    /// - Complexity: O(records). No allocation here; librdkafka makes one for each record.
    public func produce(_ page: RecordPage, from first: Int) throws(KafkaError) -> Int {
        precondition(first >= 0 && first <= page.count, "first record out of range")
        guard first < page.count else { return 0 }
        precondition(page.producer == ObjectIdentifier(self), "the page's topics are another's")
        if !page.isKept {
            page.isKept = true
            kept.append(page)
        }
        let count = page.count
        var index = first
        // Once for the call: each access to a class's property is checked for overlap.
        defer { page.handedOver = index }
        while index < count {
            // SAFETY: below the page's count; the page is kept until its last report.
            let slot = unsafe page.slots + index
            unsafe slot.pointee.outstanding.pointee.value.wrappingAdd(1, ordering: .relaxed)
            guard let error = unsafe fields.produce(slot, by: handle) else {
                unsafe slot.pointee.headers = nil
                index += 1
                continue
            }
            unsafe slot.pointee.outstanding.pointee.value.wrappingSubtract(1, ordering: .relaxed)
            let failure = unsafe KafkaError(taking: error, "rd_kafka_produceva")
            if failure.code == .queueFull { return index - first }
            if failure.isFatal || failure.code == .wrongState || failure.requiresAbort {
                throw failure
            }
            let tag = unsafe slot.pointee.tag
            context.failures.withLock {
                $0.append(DeliveryFailure(tag: tag, code: failure.code))
            }
            index += 1
        }
        return count - first
    }

    /// Serves delivery reports, errors and statistics; waits at most `timeoutMs` for the first.
    public func poll(timeoutMs: Int32) {
        // SAFETY: the client is live.
        _ = unsafe rd_kafka_poll(handle, timeoutMs)
        releasePages()
    }

    /// How many records and requests librdkafka holds.
    public var outstanding: Int {
        // SAFETY: the client is live.
        Int(unsafe rd_kafka_outq_len(handle))
    }

    /// The records that failed since the last call, in the order of their reports.
    public func takeDeliveryFailures() -> [DeliveryFailure] {
        context.failures.withLock { (failures) in
            if failures.isEmpty { return [] }
            let taken = failures
            failures = []
            return taken
        }
    }

    /// Waits until every record is acknowledged or has failed.
    ///
    /// - Throws: `timedOut` if some are still on their way after `timeoutMs`.
    public func flush(timeoutMs: Int32) throws(KafkaError) {
        // SAFETY: the client is live.
        let code = unsafe rd_kafka_flush(handle, timeoutMs)
        releasePages()
        try KafkaError.check(code, "rd_kafka_flush", "\(outstanding) records on their way")
    }

    /// Drops every record that is not acknowledged; each is told as a failure.
    public func purge() {
        // SAFETY: the client is live.
        _ = unsafe rd_kafka_purge(handle, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT)
        // The reports of what was purged are served here; they come at once.
        _ = unsafe rd_kafka_flush(handle, 5_000)
        releasePages()
    }

    /// The error that made this producer unusable, if one did.
    public var fatalError: KafkaError? {
        // SAFETY: the client is live.
        unsafe Kafka.fatalError(of: handle)
    }

    /// Lets go of the pages whose records are all acknowledged.
    private func releasePages() {
        var index = 0
        while index < kept.count {
            guard kept[index].isAcknowledged else {
                index += 1
                continue
            }
            kept[index].isKept = false
            kept.swapAt(index, kept.count - 1)
            kept.removeLast()
        }
    }
}

/// librdkafka's callback for each record that was delivered or has failed.
private func receiveDeliveryReport(
    _ client: OpaquePointer?,
    _ message: UnsafePointer<rd_kafka_message_t>?,
    _ opaque: UnsafeMutableRawPointer?
) {
    // SAFETY: the message's private pointer is the slot given to `rd_kafka_produceva`, in a page
    // that the producer keeps until its count is zero.
    guard let message = unsafe message,
        let slot = unsafe message.pointee._private?.assumingMemoryBound(to: RecordSlot.self)
    else { return }
    if unsafe message.pointee.err != RD_KAFKA_RESP_ERR_NO_ERROR,
        let context = unsafe ClientContext.of(opaque)
    {
        let failure = unsafe DeliveryFailure(
            tag: slot.pointee.tag,
            code: KafkaError.Code(message.pointee.err)
        )
        context.failures.withLock { $0.append(failure) }
    }
    // The last use of the slot: from here on the page may be written again.
    unsafe slot.pointee.outstanding.pointee.value.wrappingSubtract(1, ordering: .releasing)
}
