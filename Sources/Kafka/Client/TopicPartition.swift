/// A partition of a topic.
public struct TopicPartition: Hashable, Sendable, CustomStringConvertible {
    /// The topic's name.
    public var topic: String
    /// The partition's number, from 0.
    public var partition: Int32

    /// Names a partition.
    public init(topic: String, partition: Int32) {
        self.topic = topic
        self.partition = partition
    }

    /// `topic[partition]`.
    public var description: String { "\(topic)[\(partition)]" }
}

/// A place in a partition: the offset of the next record to read.
public struct PartitionOffset: Hashable, Sendable, CustomStringConvertible {
    /// The topic's name.
    public var topic: String
    /// The partition's number, from 0.
    public var partition: Int32
    /// An absolute offset, or one of `beginning`, `end`, `committed`, `none`.
    public var offset: Int64
    /// What its reader keeps beside a committed offset: at most 4,096 bytes; nil: nothing.
    public var metadata: String?

    /// The oldest record that the partition holds.
    public static let beginning: Int64 = -2
    /// Behind the newest record.
    public static let end: Int64 = -1
    /// The group's committed offset.
    public static let committed: Int64 = -1000
    /// No offset: the group's committed one when reading begins, and how absence is told.
    public static let none: Int64 = -1001

    /// Names a place.
    public init(topic: String, partition: Int32, offset: Int64, metadata: String? = nil) {
        self.topic = topic
        self.partition = partition
        self.offset = offset
        self.metadata = metadata
    }

    /// The partition alone.
    public var topicPartition: TopicPartition { TopicPartition(topic: topic, partition: partition) }

    /// `topic[partition]@offset`.
    public var description: String { "\(topic)[\(partition)]@\(offset)" }
}
