internal import CKafka

/// What is fetched of one partition, apart from all others.
///
/// A reader that has to keep partitions abreast leaves the queue of one that is ahead alone:
/// librdkafka then stops fetching it at `queued.max.messages.kbytes`, which counts for each queue.
/// Nothing is paused, see `docs/architecture.md`.
///
/// One thread uses a queue, the consumer's.
@safe
// Unchecked: librdkafka's queues may be used from any thread.
public final class PartitionQueue: @unchecked Sendable {
    /// The partition.
    public let partition: TopicPartition
    private let client: Client
    private let queue: OpaquePointer

    fileprivate init(_ client: Client, _ partition: TopicPartition) throws(KafkaError) {
        // SAFETY: the client is live; the queue is ours.
        guard
            let queue = unsafe rd_kafka_queue_get_partition(
                client.handle,
                partition.topic,
                partition.partition
            )
        else {
            throw KafkaError(
                code: .invalidArgument,
                operation: "rd_kafka_queue_get_partition",
                detail: partition.description
            )
        }
        // SAFETY: the queue is live. Before the assignment, so that nothing is forwarded first.
        unsafe rd_kafka_queue_forward(queue, nil)
        self.partition = partition
        self.client = client
        unsafe self.queue = unsafe queue
    }

    deinit {
        // SAFETY: ours, given back once; the client is live.
        unsafe rd_kafka_queue_destroy(queue)
    }

    /// Takes what is fetched, up to the batch's capacity; never waits.
    ///
    /// Its messages have no `topicIndex`.
    /// - Complexity: O(messages). Allocates nothing.
    public func poll(into batch: inout MessageBatch) {
        batch.clear()
        // SAFETY: the queue is live while self is.
        _ = unsafe batch.append(from: queue, of: client, limit: batch.capacity, timeoutMs: 0)
    }
}

extension Consumer {
    /// Reads these partitions without a group, each into a queue of its own.
    ///
    /// Called once, instead of `assign`. `poll` then brings no records and serves callbacks only.
    ///
    /// - Parameter partitions: offsets are absolute, or `PartitionOffset.beginning`, `.end`.
    /// - Returns: in the given order.
    /// - Throws: `invalidArgument` for a name that cannot be a topic's.
    public func assignApart(
        _ partitions: [PartitionOffset]
    ) throws(KafkaError) -> [PartitionQueue] {
        var queues: [PartitionQueue] = []
        for place in partitions {
            queues.append(try PartitionQueue(client, place.topicPartition))
        }
        try assign(partitions)
        return queues
    }
}
