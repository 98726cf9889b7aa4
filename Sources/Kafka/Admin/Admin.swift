internal import CKafka

/// Asks and changes a cluster: topics, offsets, groups.
///
/// May be used from any thread. Every call waits for its answer, at most `timeoutMs`.
@safe
public final class Admin: Sendable {
    let client: Client

    /// Makes a client; connects in the background.
    ///
    /// - Throws: `invalidArgument` for a property that librdkafka refuses.
    public init(
        _ properties: ClientProperties,
        events: ClientEvents = ClientEvents()
    ) throws(KafkaError) {
        client = try Client(
            .producer,
            ClientConfiguration(properties),
            context: ClientContext(properties, events)
        )
    }

    /// The cluster's brokers and all its topics.
    ///
    /// - Throws: `timedOut` or `transport` if no broker answers.
    public func metadata(timeoutMs: Int32) throws(KafkaError) -> ClusterMetadata {
        try unsafe ClusterMetadata(client.handle, nil, timeoutMs: timeoutMs)
    }

    /// The partitions of these topics, in the given order; a missing one has the error
    /// `unknownTopicOrPartition`.
    ///
    /// Asks for all topics: librdkafka lets the broker make a topic that is asked for by name.
    /// - Throws: `timedOut` or `transport` if no broker answers.
    public func describeTopics(
        _ names: [String],
        timeoutMs: Int32
    ) throws(KafkaError) -> [ClusterMetadata.Topic] {
        let all = try metadata(timeoutMs: timeoutMs).topics
        return names.map { (name) in
            all.first { $0.name == name }
                ?? ClusterMetadata.Topic(
                    name: name,
                    partitions: [],
                    error: .unknownTopicOrPartition
                )
        }
    }

    /// Offsets of partitions, asked from their leaders.
    ///
    /// - Returns: the places in the given order; `PartitionOffset.end` where no record is as late as
    ///   the time asked for.
    /// - Throws: `timedOut`, or the first partition's error, which names it.
    public func listOffsets(
        _ partitions: [TopicPartition],
        _ query: OffsetQuery,
        timeoutMs: Int32
    ) throws(KafkaError) -> [PartitionOffset] {
        guard case .time(let milliseconds) = query else {
            var places: [PartitionOffset] = []
            for partition in partitions {
                let (low, high) = try unsafe queryWatermarks(
                    client.handle,
                    partition,
                    timeoutMs: timeoutMs
                )
                places.append(
                    PartitionOffset(
                        topic: partition.topic,
                        partition: partition.partition,
                        offset: query == .earliest ? low : high
                    )
                )
            }
            return places
        }
        let list = TopicPartitionList(
            partitions.map {
                PartitionOffset(topic: $0.topic, partition: $0.partition, offset: milliseconds)
            }
        )
        // SAFETY: client and list are live; librdkafka writes offsets into the list's elements.
        let code = unsafe rd_kafka_offsets_for_times(client.handle, list.raw, timeoutMs)
        try KafkaError.check(
            code,
            "rd_kafka_offsets_for_times",
            partitions.first?.description ?? ""
        )
        if let (partition, code) = list.firstError {
            throw KafkaError(
                code: code,
                operation: "rd_kafka_offsets_for_times",
                detail: partition.description
            )
        }
        return list.offsets
    }
}
