/// The offset to read next, by topic index and partition number.
struct PartitionPositions {
    /// Partition numbers beyond this are not tracked; Kafka clusters stay far below.
    static let maxPartitions: Int32 = 1_000_000

    private var offsets: [[Int64]] = []

    /// The offset behind the last message handed out, if one was.
    func position(topicIndex: Int32, partition: Int32) -> Int64? {
        guard topicIndex >= 0, topicIndex < offsets.count, partition >= 0,
            partition < offsets[Int(topicIndex)].count
        else { return nil }
        let offset = offsets[Int(topicIndex)][Int(partition)]
        return offset >= 0 ? offset : nil
    }

    /// Sets the position; a negative offset forgets it.
    ///
    /// - Complexity: O(1), and allocates the first time a partition is seen.
    mutating func set(_ offset: Int64, topicIndex: Int32, partition: Int32) {
        guard topicIndex >= 0, partition >= 0, partition < Self.maxPartitions else { return }
        let topic = Int(topicIndex)
        while offsets.count <= topic { offsets.append([]) }
        if offsets[topic].count <= Int(partition) {
            let missing = Int(partition) + 1 - offsets[topic].count
            offsets[topic].append(contentsOf: repeatElement(-1, count: missing))
        }
        offsets[topic][Int(partition)] = offset
    }

    /// Forgets every position.
    mutating func removeAll() { offsets.removeAll() }
}
