internal import CKafka

extension Consumer {
    /// The oldest change of the assignment that has not been taken yet.
    ///
    /// A poll records changes and applies none: its callback runs while messages of the partitions
    /// in question are already in the batch. Finish and commit that batch, then call `apply`, and
    /// poll only after that. The group waits meanwhile (`max.poll.interval.ms` at most).
    public func takeRebalance() -> RebalanceEvent? {
        guard !client.context.rebalances.pending.isEmpty else { return nil }
        client.context.rebalances.takenCount += 1
        return client.context.rebalances.pending.removeFirst()
    }

    /// Applies a change: takes the partitions over, or gives them up.
    ///
    /// Partitions that stay are set to the offset behind the last message handed out. librdkafka
    /// pauses every partition for a rebalance; when that falls into a batch call, 2.0.2 throws
    /// messages away that it has counted as read, and the pause resumes behind them.
    /// - Throws: whatever librdkafka answers; `isFatal` means that the consumer must be replaced.
    public func apply(_ event: RebalanceEvent) throws(KafkaError) {
        client.context.rebalances.takenCount = max(
            0,
            client.context.rebalances.takenCount - 1
        )
        for partition in event.partitions {
            positions.set(
                -1,
                topicIndex: topics.index(named: partition.topic),
                partition: partition.partition
            )
        }
        guard rebalanceProtocol == .cooperative else {
            switch event {
            case .assigned(let partitions): try replaceAssignment(TopicPartitionList(partitions))
            case .revoked, .lost: try removeAssignment()
            }
            return
        }
        let changed = Set(event.partitions)
        let retained = try assignment().filter { !changed.contains($0.topicPartition) }
            .map { place in
                var place = place
                place.offset = position(of: place.topicPartition) ?? PartitionOffset.none
                return place
            }
        switch event {
        case .assigned(let partitions):
            let added = partitions.map {
                PartitionOffset(
                    topic: $0.topic,
                    partition: $0.partition,
                    offset: PartitionOffset.none
                )
            }
            if !retained.isEmpty { try incrementalUnassign(retained) }
            try incrementalAssign(added + retained)
        case .revoked(let partitions), .lost(let partitions):
            let removed = partitions.map {
                PartitionOffset(
                    topic: $0.topic,
                    partition: $0.partition,
                    offset: PartitionOffset.none
                )
            }
            try incrementalUnassign(removed + retained)
            if !retained.isEmpty { try incrementalAssign(retained) }
        }
    }

    /// Reads assigned partitions again from these offsets.
    ///
    /// Gives all partitions up and takes them back, these with the given offsets and the others with
    /// the offset behind the last message handed out; without leaving the group and without `seek`
    /// or `pause`, which lose offsets of a batch call before librdkafka 2.1.0. Messages polled before
    /// must not be used afterwards; partitions that are not assigned are passed over.
    ///
    /// A rebalance must be applied before, or librdkafka would take the call for the answer to it:
    ///
    ///     repeat { while let event = consumer.takeRebalance() { try consumer.apply(event) } }
    ///     while try !consumer.rewind(to: offsets)
    /// - Returns: false if a rebalance has come up; nothing is rewound then.
    /// - Throws: whatever librdkafka answers.
    public func rewind(to offsets: [PartitionOffset]) throws(KafkaError) -> Bool {
        dropFetched()
        guard !client.context.rebalances.isWaiting, !isAssignmentLost else { return false }
        var wanted: [TopicPartition: Int64] = [:]
        for place in offsets { wanted[place.topicPartition] = place.offset }
        let rewound = try assignment().map { (place) in
            let partition = place.topicPartition
            let offset = wanted[partition] ?? position(of: partition) ?? PartitionOffset.none
            return PartitionOffset(topic: place.topic, partition: place.partition, offset: offset)
        }
        guard !rewound.isEmpty else { return true }
        if rebalanceProtocol == .cooperative {
            try incrementalUnassign(rewound)
            try incrementalAssign(rewound)
        } else {
            try replaceAssignment(TopicPartitionList(rewound))
        }
        for place in rewound {
            positions.set(
                place.offset,
                topicIndex: topics.index(named: place.topic),
                partition: place.partition
            )
        }
        return true
    }

    /// The partitions that are ours now.
    public func assignedPartitions() throws(KafkaError) -> [TopicPartition] {
        try assignment().map(\.topicPartition)
    }

    /// How the group hands out partitions.
    public var rebalanceProtocol: RebalanceProtocol {
        // SAFETY: a static text, or nil for a handle without group.
        guard let name = unsafe rd_kafka_rebalance_protocol(client.handle) else { return .none }
        return switch unsafe String(cString: name) {
        case "COOPERATIVE": .cooperative
        case "EAGER": .eager
        default: .none
        }
    }

    /// Whether the assignment is gone without our consent: others may read the partitions already.
    public var isAssignmentLost: Bool {
        // SAFETY: the client is live.
        unsafe rd_kafka_assignment_lost(client.handle) != 0
    }

    /// Stores the topic's place beside each message, and the position behind the last message of
    /// each run of one partition.
    func recordPositions(of batch: borrowing MessageBatch) {
        var topic: OpaquePointer?
        var partition: Int32 = -1
        var topicIndex: Int32 = -1
        var next: Int64 = -1
        for index in 0..<batch.count {
            // SAFETY: the index is below the count; both blocks have as many elements.
            guard let message = unsafe batch.slots[index] else { continue }
            if unsafe message.pointee.rkt != topic || message.pointee.partition != partition {
                if next >= 0 {
                    positions.set(next, topicIndex: topicIndex, partition: partition)
                    next = -1
                }
                unsafe topic = unsafe message.pointee.rkt
                partition = unsafe message.pointee.partition
                topicIndex = unsafe topics.index(of: topic)
            }
            unsafe batch.topicIndices[index] = topicIndex
            if unsafe message.pointee.err == RD_KAFKA_RESP_ERR_NO_ERROR {
                next = unsafe message.pointee.offset + 1
            }
        }
        if next >= 0 { positions.set(next, topicIndex: topicIndex, partition: partition) }
    }

    private func position(of partition: TopicPartition) -> Int64? {
        positions.position(
            topicIndex: topics.index(named: partition.topic),
            partition: partition.partition
        )
    }

    private func assignment() throws(KafkaError) -> [PartitionOffset] {
        var list: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>?
        // SAFETY: the client is live; on success the list is ours.
        let code = unsafe rd_kafka_assignment(client.handle, &list)
        try KafkaError.check(code, "rd_kafka_assignment", "")
        guard let list = unsafe list else { return [] }
        return unsafe TopicPartitionList(taking: list).offsets
    }

    private func replaceAssignment(_ list: borrowing TopicPartitionList) throws(KafkaError) {
        // SAFETY: client and list are live; librdkafka copies the list.
        try KafkaError.check(unsafe rd_kafka_assign(client.handle, list.raw), "rd_kafka_assign", "")
    }

    private func removeAssignment() throws(KafkaError) {
        // SAFETY: no list means none; the client is live.
        try KafkaError.check(unsafe rd_kafka_assign(client.handle, nil), "rd_kafka_assign", "")
    }

    private func incrementalAssign(_ places: [PartitionOffset]) throws(KafkaError) {
        let list = TopicPartitionList(places)
        // SAFETY: client and list are live; librdkafka copies the list; the error is ours.
        try unsafe KafkaError.check(
            taking: rd_kafka_incremental_assign(client.handle, list.raw),
            "rd_kafka_incremental_assign"
        )
    }

    private func incrementalUnassign(_ places: [PartitionOffset]) throws(KafkaError) {
        let list = TopicPartitionList(places)
        // SAFETY: client and list are live; librdkafka copies the list; the error is ours.
        try unsafe KafkaError.check(
            taking: rd_kafka_incremental_unassign(client.handle, list.raw),
            "rd_kafka_incremental_unassign"
        )
    }
}

/// librdkafka's rebalance callback: records the event, and applies it only while closing.
func recordRebalance(
    _ client: OpaquePointer?,
    _ code: rd_kafka_resp_err_t,
    _ list: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>?,
    _ opaque: UnsafeMutableRawPointer?
) {
    // SAFETY: librdkafka passes its live client, a list for the length of the call and the pointer
    // to the client's context.
    guard let client = unsafe client, let context = unsafe ClientContext.of(opaque) else { return }
    let assigns = code == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS
    if assigns { context.rebalances.hasBeenAssigned = true }
    if context.rebalances.isClosing {
        // The close waits until the partitions are given up; any form of it is taken for that.
        if unsafe String(cString: rd_kafka_rebalance_protocol(client)) == "COOPERATIVE",
            let list = unsafe list
        {
            let error =
                assigns
                ? unsafe rd_kafka_incremental_assign(client, list)
                : unsafe rd_kafka_incremental_unassign(client, list)
            if let error = unsafe error { unsafe rd_kafka_error_destroy(error) }
        } else {
            _ = unsafe rd_kafka_assign(client, nil)
        }
        return
    }
    let places = unsafe list.map { unsafe TopicPartitionList.offsets(of: $0) } ?? []
    let partitions = places.map(\.topicPartition)
    let event: RebalanceEvent =
        if assigns {
            .assigned(partitions)
        } else if unsafe rd_kafka_assignment_lost(client) != 0 {
            .lost(partitions)
        } else {
            .revoked(partitions)
        }
    context.rebalances.pending.append(event)
}
