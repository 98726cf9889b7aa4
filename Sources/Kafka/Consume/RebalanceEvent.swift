/// A change of a consumer's partitions that the group has decided and the consumer has not applied.
public enum RebalanceEvent: Sendable, Hashable {
    /// These partitions are ours from now on.
    case assigned([TopicPartition])
    /// These are to be given up, and are still ours until the event is applied.
    case revoked([TopicPartition])
    /// These are gone: others may read them already, and nothing of them can be committed.
    case lost([TopicPartition])

    /// The partitions the event is about.
    public var partitions: [TopicPartition] {
        switch self {
        case .assigned(let partitions), .revoked(let partitions), .lost(let partitions): partitions
        }
    }
}

/// How a group hands out partitions.
public enum RebalanceProtocol: Sendable {
    /// No group, or none joined yet.
    case none
    /// Every rebalance takes all partitions and gives all.
    case eager
    /// A rebalance takes and gives only what moves.
    case cooperative
}

/// Events in the order in which the group sent them, until they are applied.
struct RebalanceQueue {
    var pending: [RebalanceEvent] = []
    /// Events that were taken and are not applied yet.
    var takenCount = 0
    /// Whether an event is recorded that is not applied.
    var isWaiting: Bool { !pending.isEmpty || takenCount > 0 }
    /// While the consumer closes, revocations are applied within the callback.
    var isClosing = false
    /// Whether the group has ever given an assignment, even an empty one.
    var hasBeenAssigned = false
}
