internal import CKafka
internal import Glibc
internal import Synchronization

extension Consumer {
    /// Commits offsets to the group: of each partition the offset of the next record to read.
    ///
    /// With `wait`, a commit that the broker refuses because a cooperative group rebalances is tried
    /// again: the partitions are still ours. A commit that meets the
    /// moment between the broker's new generation and librdkafka's hearing of it fails with
    /// `illegalGeneration`, and librdkafka then takes the whole assignment for lost; the next poll
    /// records that.
    /// - Parameters:
    ///   - offsets: the places; nothing is done for none.
    ///   - wait: false returns at once; a failure is then told by `takeFailedCommit()`.
    ///   - timeoutMs: how long to wait for the broker's answer, tries included.
    /// - Throws: the broker's answer if `wait`; `timedOut` when there is none in time: the commit may
    ///   then still succeed.
    public func commit(
        _ offsets: [PartitionOffset],
        wait: Bool,
        timeoutMs: Int = 10_000
    ) throws(KafkaError) {
        guard !offsets.isEmpty else { return }
        let list = TopicPartitionList(offsets)
        guard wait else {
            // SAFETY: client and list are live; librdkafka copies the list.
            let code = unsafe rd_kafka_commit(client.handle, list.raw, 1)
            return try KafkaError.check(code, "rd_kafka_commit", offsets[0].description)
        }
        let start = ContinuousClock.now
        while true {
            let spentMs = Int((ContinuousClock.now - start) / .milliseconds(1))
            let code = commit(list, timeoutMs: max(0, timeoutMs - spentMs))
            if code == RD_KAFKA_RESP_ERR_NO_ERROR { return }
            let error = KafkaError(
                code: KafkaError.Code(code),
                operation: "rd_kafka_commit_queue",
                detail: offsets[0].description
            )
            guard spentMs < timeoutMs, error.code == .rebalanceInProgress,
                rebalanceProtocol == .cooperative, !isAssignmentLost
            else { throw error }
            usleep(Self.pauseMs * 1_000)
        }
    }

    private static let pauseMs: UInt32 = 10

    /// Commits and waits for the answer on a queue of its own: `rd_kafka_commit` waits without end,
    /// and a broker that is asked during a rebalance may leave it unanswered.
    private func commit(
        _ list: borrowing TopicPartitionList,
        timeoutMs: Int
    ) -> rd_kafka_resp_err_t {
        // SAFETY: client, list and queue are live; librdkafka copies the list, and an answer that
        // comes after the queue is gone is dropped. The event is ours.
        guard let queue = unsafe rd_kafka_queue_new(client.handle) else {
            return RD_KAFKA_RESP_ERR__STATE
        }
        defer { unsafe rd_kafka_queue_destroy(queue) }
        let code = unsafe rd_kafka_commit_queue(client.handle, list.raw, queue, nil, nil)
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR else { return code }
        guard let event = unsafe rd_kafka_queue_poll(queue, Int32(clamping: timeoutMs)) else {
            return RD_KAFKA_RESP_ERR__TIMED_OUT
        }
        defer { unsafe rd_kafka_event_destroy(event) }
        return unsafe rd_kafka_event_error(event)
    }

    /// The last failure of a commit that nobody waited for, once.
    public func takeFailedCommit() -> KafkaError? {
        client.context.failedCommit.withLock { (failure) in
            let taken = failure
            failure = nil
            return taken
        }
    }

    /// The group's committed offsets; `PartitionOffset.none` where there is none.
    ///
    /// - Throws: `timedOut`, or the broker's answer.
    public func committed(
        _ partitions: [TopicPartition],
        timeoutMs: Int32
    ) throws(KafkaError) -> [PartitionOffset] {
        let list = TopicPartitionList(partitions)
        // SAFETY: client and list are live; librdkafka writes offsets into the list's elements.
        let code = unsafe rd_kafka_committed(client.handle, list.raw, timeoutMs)
        try KafkaError.check(code, "rd_kafka_committed", partitions.first?.description ?? "")
        if let (partition, code) = list.firstError {
            throw KafkaError(
                code: code,
                operation: "rd_kafka_committed",
                detail: partition.description
            )
        }
        return list.offsets
    }

    /// Who this consumer is in its group now.
    ///
    /// May be called from any thread.
    /// - Throws: `wrongState` after `close()` or without a group.
    public func groupMetadata() throws(KafkaError) -> GroupMetadata {
        // SAFETY: the client is live; the object is ours.
        guard let handle = unsafe rd_kafka_consumer_group_metadata(client.handle) else {
            throw KafkaError(
                code: .wrongState,
                operation: "rd_kafka_consumer_group_metadata",
                detail: "the consumer is in no group"
            )
        }
        return unsafe GroupMetadata(taking: handle)
    }

    /// The oldest and the next offset of a partition as the last fetch told them.
    ///
    /// Nil before the first fetch; asks no broker. May be called from any thread.
    public func cachedWatermarks(topic: String, partition: Int32) -> (low: Int64, high: Int64)? {
        var low: Int64 = -1
        var high: Int64 = -1
        // SAFETY: the client is live.
        let code = unsafe rd_kafka_get_watermark_offsets(
            client.handle,
            topic,
            partition,
            &low,
            &high
        )
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR, high >= 0 else { return nil }
        return (low, high)
    }

    /// The oldest and the next offset of a partition, asked from its leader.
    ///
    /// - Throws: `timedOut`, or the broker's answer.
    public func watermarks(
        of partition: TopicPartition,
        timeoutMs: Int32
    ) throws(KafkaError) -> (low: Int64, high: Int64) {
        try unsafe queryWatermarks(client.handle, partition, timeoutMs: timeoutMs)
    }

    /// The error that made this consumer unusable, if one did.
    public var fatalError: KafkaError? { client.fatal }
}

/// Asks a partition's leader for its oldest and its next offset.
///
/// A partition that has no leader yet, as one just made, is asked again until the time is over.
func queryWatermarks(
    _ client: OpaquePointer,
    _ partition: TopicPartition,
    timeoutMs: Int32
) throws(KafkaError) -> (low: Int64, high: Int64) {
    let end = ContinuousClock.now + .milliseconds(Int(timeoutMs))
    while true {
        var low: Int64 = -1
        var high: Int64 = -1
        // SAFETY: the caller's client is live.
        let code = unsafe rd_kafka_query_watermark_offsets(
            client,
            partition.topic,
            partition.partition,
            &low,
            &high,
            timeoutMs
        )
        let isLeaderless =
            code == RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION
            || code == RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE
        if isLeaderless, ContinuousClock.now < end {
            usleep(50_000)
            continue
        }
        try KafkaError.check(code, "rd_kafka_query_watermark_offsets", partition.description)
        return (low, high)
    }
}

/// librdkafka's callback for commits: keeps the last failure.
func recordCommit(
    _ client: OpaquePointer?,
    _ code: rd_kafka_resp_err_t,
    _ list: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>?,
    _ opaque: UnsafeMutableRawPointer?
) {
    // SAFETY: the pointer is the client's context; the list lives for the length of the call.
    guard code != RD_KAFKA_RESP_ERR_NO_ERROR, code != RD_KAFKA_RESP_ERR__NO_OFFSET,
        let context = unsafe ClientContext.of(opaque)
    else { return }
    let places = unsafe list.map { unsafe TopicPartitionList.offsets(of: $0) } ?? []
    context.failedCommit.withLock {
        $0 = KafkaError(
            code: KafkaError.Code(code),
            operation: "rd_kafka_commit",
            detail: places.first?.description ?? ""
        )
    }
}
