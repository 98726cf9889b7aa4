/// What a client's statistics say of its state.
public struct ClientReport: Sendable, Hashable {
    /// Whether a broker is connected.
    public let isConnected: Bool
    /// Partitions that the group has given this consumer; 0 for a producer.
    public let assignedPartitions: Int
    /// Partitions that are being fetched: their place to begin at is known.
    public let startedPartitions: Int
}
