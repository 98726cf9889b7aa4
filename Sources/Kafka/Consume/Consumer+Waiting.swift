internal import CKafka

extension Consumer {
    /// Whether something has been fetched and not yet taken: the next poll will not wait.
    ///
    /// - Complexity: O(1), one lock of librdkafka's. Allocates nothing.
    public var hasWaiting: Bool {
        guard let queue = unsafe queue else { return false }
        // SAFETY: `queue` is live until `close()`.
        return unsafe rd_kafka_queue_length(queue) > 0
    }
}
