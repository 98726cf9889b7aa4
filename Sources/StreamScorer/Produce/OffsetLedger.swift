internal import Kafka

/// How far each assigned partition has been processed, and how far that is committed.
///
/// `next` is the offset after the last event whose outcome has been encoded. Partitions are held in
/// a dense table, so that noting progress is one store. Not thread-safe.
struct OffsetLedger: ~Copyable {
    private struct Position {
        var isAssigned = false
        var next: Int64 = -1
        var committed: Int64 = -1
    }

    private let topics: [String]
    /// By topic index, by partition.
    private var positions: [[Position]]

    init(topics: [String]) {
        self.topics = topics
        positions = topics.map { _ in [] }
    }

    /// Follows or drops partitions as `event` says.
    mutating func apply(_ event: RebalanceEvent) {
        switch event {
        case .assigned(let partitions): assign(partitions)
        case .revoked(let partitions), .lost(let partitions): revoke(partitions)
        }
    }

    /// Starts to follow `partitions`, from wherever they are committed.
    private mutating func assign(_ partitions: [TopicPartition]) {
        for partition in partitions {
            guard let topic = topics.firstIndex(of: partition.topic) else { continue }
            let index = Int(partition.partition)
            while positions[topic].count <= index { positions[topic].append(Position()) }
            positions[topic][index] = Position(isAssigned: true)
        }
    }

    /// Stops following `partitions`.
    private mutating func revoke(_ partitions: [TopicPartition]) {
        for partition in partitions {
            guard let topic = topics.firstIndex(of: partition.topic),
                Int(partition.partition) < positions[topic].count
            else { continue }
            positions[topic][Int(partition.partition)] = Position()
        }
    }

    /// Notes that messages `first ..< end` of `batch` have their outcome.
    ///
    /// - Complexity: O(messages). Allocates nothing.
    mutating func advance(past batch: borrowing MessageBatch, from first: Int, to end: Int) {
        for index in first..<end {
            let message = batch[index]
            guard message.error == nil else { continue }
            let partition = Int(message.partition)
            // A message arrives only for a partition that is assigned, hence in the table.
            positions[message.topicIndex][partition].next = message.offset + 1
        }
    }

    /// The offsets that are ahead of what is committed.
    func pending() -> [PartitionOffset] {
        var offsets: [PartitionOffset] = []
        for (topic, partitions) in zip(topics, positions) {
            for (index, position) in partitions.enumerated()
            where position.isAssigned && position.next > position.committed {
                offsets.append(
                    PartitionOffset(
                        topic: topic,
                        partition: Int32(index),
                        offset: position.next
                    )
                )
            }
        }
        return offsets
    }

    /// How far every partition followed has been processed.
    func processed() -> [PartitionOffset] {
        var offsets: [PartitionOffset] = []
        for (topic, partitions) in zip(topics, positions) {
            for (index, position) in partitions.enumerated()
            where position.isAssigned && position.next >= 0 {
                offsets.append(
                    PartitionOffset(
                        topic: topic,
                        partition: Int32(index),
                        offset: position.next
                    )
                )
            }
        }
        return offsets
    }

    /// The partition that a message, or an error in its place, belongs to; nil where it names none.
    func partition(of message: borrowing MessageView) -> TopicPartition? {
        guard topics.indices.contains(message.topicIndex), message.partition >= 0 else {
            return nil
        }
        return TopicPartition(topic: topics[message.topicIndex], partition: message.partition)
    }

    /// The offset behind the last event of `partition` that has its outcome; nil before the first.
    func next(of partition: TopicPartition) -> Int64? {
        guard let topic = topics.firstIndex(of: partition.topic),
            Int(partition.partition) < positions[topic].count
        else { return nil }
        let next = positions[topic][Int(partition.partition)].next
        return next >= 0 ? next : nil
    }

    /// Whether some progress is not committed.
    var hasPending: Bool {
        positions.contains { $0.contains { $0.isAssigned && $0.next > $0.committed } }
    }

    /// Notes that `offsets` are committed.
    mutating func commit(_ offsets: [PartitionOffset]) {
        for offset in offsets {
            guard let topic = topics.firstIndex(of: offset.topic) else { continue }
            let index = Int(offset.partition)
            guard index < positions[topic].count, positions[topic][index].isAssigned else {
                continue
            }
            positions[topic][index].committed = max(
                positions[topic][index].committed,
                offset.offset
            )
        }
    }

    /// Forgets all progress that is not committed: the events will be read again.
    mutating func forgetProgress() {
        for topic in positions.indices {
            for index in positions[topic].indices {
                positions[topic][index].next = -1
                positions[topic][index].committed = -1
            }
        }
    }

    /// Every partition followed.
    var assigned: [TopicPartition] {
        var result: [TopicPartition] = []
        for (topic, partitions) in zip(topics, positions) {
            for (index, position) in partitions.enumerated() where position.isAssigned {
                result.append(TopicPartition(topic: topic, partition: Int32(index)))
            }
        }
        return result
    }
}
