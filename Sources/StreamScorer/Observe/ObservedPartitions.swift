internal import Kafka

/// The input partitions of a worker, in a dense table.
///
/// Not thread-safe: one worker, one value.
struct ObservedPartitions: ~Copyable {
    private let topics: [String]
    /// By deployment, by partition: its place; −1 where it was not met.
    private var places: [[Int32]]
    private(set) var entries = FixedColumn<ObservedPartition>([])
    private(set) var count = 0

    /// - Parameter topics: by deployment, its input topic.
    init(topics: [String]) {
        self.topics = topics
        places = topics.map { _ in [] }
    }

    /// The place of a partition; allocates when it is met first.
    mutating func place(of deployment: Int, _ partition: Int32) -> Int {
        let number = Int(partition)
        if number < places[deployment].count, places[deployment][number] >= 0 {
            return Int(places[deployment][number])
        }
        while places[deployment].count <= number { places[deployment].append(-1) }
        if count == entries.count {
            let none = ObservedPartition(deployment: 0, partition: 0)
            entries = FixedColumn(
                (0..<max(8, 2 * count)).map { $0 < count ? entries[$0] : none }
            )
        }
        entries[count] = ObservedPartition(
            deployment: Int32(truncatingIfNeeded: deployment),
            partition: partition
        )
        places[deployment][number] = Int32(truncatingIfNeeded: count)
        count += 1
        return count - 1
    }

    /// The place of a partition of an input topic; nil for another topic.
    mutating func place(of partition: TopicPartition) -> Int? {
        guard let deployment = topics.firstIndex(of: partition.topic) else { return nil }
        return place(of: deployment, partition.partition)
    }
}
