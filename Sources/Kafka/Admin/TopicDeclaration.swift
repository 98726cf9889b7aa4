/// A topic as it is to be made.
public struct TopicDeclaration: Sendable {
    /// The topic's name.
    public var name: String
    /// How many partitions.
    public var partitions: Int
    /// How many brokers hold each partition; -1 for the cluster's own choice.
    public var replicationFactor: Int
    /// The broker's topic properties, such as `cleanup.policy`.
    public var configuration: [(name: String, value: String)]

    /// Declares a topic.
    public init(
        name: String,
        partitions: Int,
        replicationFactor: Int = -1,
        configuration: [(name: String, value: String)] = []
    ) {
        self.name = name
        self.partitions = partitions
        self.replicationFactor = replicationFactor
        self.configuration = configuration
    }
}

/// What became of one topic of an admin request.
public struct TopicOutcome: Sendable {
    /// The topic's name.
    public let name: String
    /// Why nothing was done, such as `topicExists`; nil if it was.
    public let error: KafkaError?
}

/// A property of a topic as the broker has it.
public struct TopicProperty: Sendable, Hashable {
    /// The property's name.
    public let name: String
    /// Its value; nil if the broker keeps it secret.
    public let value: String?
    /// Whether nobody has set it for this topic.
    public let isDefault: Bool
}

/// How far a group is behind in one partition.
public struct PartitionLag: Sendable, Hashable {
    /// The partition.
    public let partition: TopicPartition
    /// The offset of the next record the group reads; nil if it has committed none.
    public let committed: Int64?
    /// The offset behind the newest record.
    public let end: Int64

    /// How many offsets lie between; all that the partition ever held if nothing was committed.
    public var records: Int64 { max(0, end - (committed ?? 0)) }
}

/// Which offset of a partition is asked for.
public enum OffsetQuery: Sendable, Hashable {
    /// The oldest record's.
    case earliest
    /// The one behind the newest record.
    case latest
    /// The first record's whose timestamp is this (Unix milliseconds) or later.
    case time(Int64)
}
