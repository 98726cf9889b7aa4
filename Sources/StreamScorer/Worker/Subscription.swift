internal import Kafka

/// Subscribes a worker's consumer to the topics that are active, whenever they change.
///
/// A topic that is left out is given up as in any rebalance: what is in hand is finished and committed
/// first. librdkafka's own pause is never used (before 2.1.0 it skips offsets). Not thread-safe: one
/// worker, one subscription.
struct Subscription {
    private let active: ActiveTopics
    private let all: [String]
    private var generation: UInt64 = 0
    private var current: [String]?

    /// - Parameters:
    ///   - active: which of them are to be read now.
    ///   - all: every topic that the worker may read, in the order of the deployments.
    init(_ active: ActiveTopics, among all: [String]) {
        self.active = active
        self.all = all
    }

    /// Whether every topic is paused: the worker is in no group then.
    var isEmpty: Bool { current?.isEmpty ?? true }

    /// Subscribes `consumer` to what is active now; nothing where that has not changed.
    ///
    /// - Throws: `.stop` when librdkafka refuses the topics.
    /// - Complexity: one atomic load where nothing has changed.
    mutating func follow(_ consumer: Consumer) throws(DeliveryError) {
        let newest = active.generation
        guard newest != generation || current == nil else { return }
        generation = newest
        let wanted = active.current.filter { all.contains($0) }
        guard wanted != current else { return }
        do throws(KafkaError) {
            // Without a subscription there is nothing to leave.
            if current != nil || !wanted.isEmpty { try consumer.subscribe(to: wanted, among: all) }
        } catch {
            throw .stop(error)
        }
        current = wanted
    }
}
