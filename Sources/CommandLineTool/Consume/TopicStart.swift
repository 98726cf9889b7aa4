import Kafka

/// Where reading begins in each partition of a topic.
struct TopicStart {
    let offsets: [PartitionOffset]
    /// Earlier records are to be passed over; nil for none.
    let earliestMs: Int64?

    /// Asks the broker which partitions there are and, for a time, where it begins in each.
    ///
    /// A broker that cannot look up times is read from the beginning, and earlier records are
    /// passed over.
    ///
    /// - Throws: `CommandFailure` when the topic does not exist or no broker answers.
    init(of topic: String, from position: StartPosition, _ access: BrokerAccess) throws {
        let partitions = try TopicLookup.partitions(of: topic, access)
        switch position {
        case .beginning:
            earliestMs = nil
            offsets = partitions.map {
                PartitionOffset(topic: topic, partition: $0, offset: PartitionOffset.beginning)
            }
        case .end:
            earliestMs = nil
            offsets = partitions.map {
                PartitionOffset(topic: topic, partition: $0, offset: PartitionOffset.end)
            }
        case .time(let milliseconds):
            earliestMs = milliseconds
            offsets = partitions.map {
                PartitionOffset(topic: topic, partition: $0, offset: PartitionOffset.beginning)
            }
        }
    }
}
