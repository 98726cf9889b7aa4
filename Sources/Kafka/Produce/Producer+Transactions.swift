internal import CKafka

// A time-out of these calls leaves the step under way: make the same call again. -1 waits as long as
// the transaction may last (`transaction.timeout.ms`).
extension Producer {
    /// Registers the transactional id and fences every older producer that has it.
    ///
    /// - Throws: `timedOut` or another retriable error if no coordinator answers: call again;
    ///   `isFatal` if this producer was fenced.
    public func initTransactions(timeoutMs: Int32) throws(KafkaError) {
        // SAFETY: the client is live; the error is ours.
        try unsafe KafkaError.check(
            taking: rd_kafka_init_transactions(handle, timeoutMs),
            "rd_kafka_init_transactions"
        )
    }

    /// Begins a transaction; every record produced until its end belongs to it.
    ///
    /// - Throws: `wrongState` if one is open, `isFatal` if this producer was fenced.
    public func beginTransaction() throws(KafkaError) {
        // SAFETY: the client is live; the error is ours.
        try unsafe KafkaError.check(
            taking: rd_kafka_begin_transaction(handle),
            "rd_kafka_begin_transaction"
        )
    }

    /// Adds a group's offsets to the transaction: they are committed with it, or not at all.
    ///
    /// - Parameters:
    ///   - offsets: of each partition the offset of the next record to read.
    ///   - group: the consumer as it is now, so that one of an old generation is refused.
    ///   - timeoutMs: how long to wait for the coordinator.
    /// - Throws: `requiresAbort` if the group refuses; retriable errors: call again.
    public func sendOffsets(
        _ offsets: [PartitionOffset],
        group: borrowing GroupMetadata,
        timeoutMs: Int32
    ) throws(KafkaError) {
        guard !offsets.isEmpty else { return }
        let list = TopicPartitionList(offsets)
        // SAFETY: client, list and metadata are live; the error is ours.
        try unsafe KafkaError.check(
            taking: rd_kafka_send_offsets_to_transaction(
                handle,
                list.raw,
                group.handle,
                timeoutMs
            ),
            "rd_kafka_send_offsets_to_transaction"
        )
    }

    /// Sends what is queued, then commits.
    ///
    /// Blocks: 8 to 55 ms with a broker beside the client.
    /// - Throws: retriable: call again; `requiresAbort`: abort, rewind and do the work again;
    ///   `isFatal`: replace the producer, rewind and do the work again.
    public func commitTransaction(timeoutMs: Int32) throws(KafkaError) {
        // SAFETY: the client is live; the error is ours. Delivery reports are served within.
        try unsafe KafkaError.check(
            taking: rd_kafka_commit_transaction(handle, timeoutMs),
            "rd_kafka_commit_transaction"
        )
    }

    /// Drops what is queued, then aborts; dropped records are told as delivery failures.
    ///
    /// - Throws: retriable: call again; `isFatal`: replace the producer.
    public func abortTransaction(timeoutMs: Int32) throws(KafkaError) {
        // SAFETY: the client is live; the error is ours. Delivery reports are served within.
        try unsafe KafkaError.check(
            taking: rd_kafka_abort_transaction(handle, timeoutMs),
            "rd_kafka_abort_transaction"
        )
    }
}
