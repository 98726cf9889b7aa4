/// A topic's name with its partition count, as `NAME[:PARTITIONS]`.
struct TopicAndPartitions: Hashable, Sendable {
    /// More partitions than this are a slip of the keyboard.
    static let maxPartitions = 10_000

    let name: String
    /// 1 unless stated.
    let partitions: Int

    /// Reads `NAME` or `NAME:PARTITIONS`; nil for no name or a count outside 1…`maxPartitions`.
    init?(_ text: String) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard let name = parts.first, !name.isEmpty else { return nil }
        guard parts.count == 2 else {
            self.name = text
            partitions = 1
            return
        }
        guard let count = Int(parts[1]), (1...Self.maxPartitions).contains(count) else {
            return nil
        }
        self.name = String(name)
        partitions = count
    }
}
