internal import CKafka
internal import Glibc

extension Admin {
    /// How far a group is behind, in every partition it has committed an offset for.
    ///
    /// - Returns: ordered by topic and partition; empty for a group that has committed nothing.
    /// - Throws: `timedOut` or `transport` if no broker answers, or the group's error.
    public func groupLag(
        group: String,
        timeoutMs: Int32
    ) throws(KafkaError) -> [PartitionLag] {
        var lags: [PartitionLag] = []
        for place in try groupOffsets(group: group, timeoutMs: timeoutMs) {
            let (_, end) = try unsafe queryWatermarks(
                client.handle,
                place.topicPartition,
                timeoutMs: timeoutMs
            )
            lags.append(
                PartitionLag(
                    partition: place.topicPartition,
                    committed: place.offset < 0 ? nil : place.offset,
                    end: end
                )
            )
        }
        return lags
    }

    /// The offsets that a group has committed.
    ///
    /// A coordinator that is still loading the group is asked again.
    ///
    /// - Returns: ordered by topic and partition.
    /// - Throws: `timedOut` or `transport` if no broker answers, or the group's error.
    public func groupOffsets(
        group: String,
        timeoutMs: Int32
    ) throws(KafkaError) -> [PartitionOffset] {
        let end = ContinuousClock.now + .milliseconds(Int(timeoutMs))
        while true {
            do throws(KafkaError) {
                return try askGroupOffsets(group: group, timeoutMs: timeoutMs)
            } catch {
                let isLoading = [.coordinatorLoading, .coordinatorNotAvailable].contains(error.code)
                guard isLoading, ContinuousClock.now < end else { throw error }
                usleep(100_000)
            }
        }
    }

    private func askGroupOffsets(
        group: String,
        timeoutMs: Int32
    ) throws(KafkaError) -> [PartitionOffset] {
        let request = try AdminRequest(
            client,
            RD_KAFKA_ADMIN_OP_LISTCONSUMERGROUPOFFSETS,
            timeoutMs: timeoutMs,
            "rd_kafka_ListConsumerGroupOffsets"
        )
        // SAFETY: the object is ours until the end of this function; librdkafka copies it.
        guard !group.isEmpty, let asked = unsafe rd_kafka_ListConsumerGroupOffsets_new(group, nil)
        else {
            throw KafkaError(
                code: .invalidArgument,
                operation: "rd_kafka_ListConsumerGroupOffsets",
                detail: "a group's name is empty"
            )
        }
        defer { unsafe rd_kafka_ListConsumerGroupOffsets_destroy(asked) }
        var raw: [OpaquePointer?] = unsafe [asked]
        let answer: Result<[PartitionOffset], KafkaError> = try unsafe request.answer {
            (client, options, queue) in
            unsafe rd_kafka_ListConsumerGroupOffsets(client, &raw, 1, options, queue)
        } read: { (event) in
            unsafe Self.offsets(of: group, event)
        }
        return try answer.get().sorted {
            ($0.topic, $0.partition) < ($1.topic, $1.partition)
        }
    }

    private static func offsets(
        of group: String,
        _ event: OpaquePointer
    ) -> Result<[PartitionOffset], KafkaError> {
        var count = 0
        // SAFETY: what librdkafka answers with lives as long as the event.
        guard
            let results = unsafe rd_kafka_ListConsumerGroupOffsets_result_groups(event, &count),
            count > 0, let result = unsafe results[0]
        else { return .success([]) }
        if let error = unsafe rd_kafka_group_result_error(result) {
            return unsafe .failure(
                KafkaError(
                    code: KafkaError.Code(rd_kafka_error_code(error)),
                    operation: "rd_kafka_ListConsumerGroupOffsets",
                    detail: "'\(group)': \(String(cString: rd_kafka_error_string(error)))"
                )
            )
        }
        guard let list = unsafe rd_kafka_group_result_partitions(result) else {
            return .success([])
        }
        return unsafe .success(TopicPartitionList.offsets(of: list))
    }
}
