internal import CKafka

/// A batch of at most `capacity` messages that a consumer fills.
///
/// The batch owns each `rd_kafka_message_t` until `clear()`, the next poll or its end; views
/// borrow from it, and the compiler refuses one that would outlive it.
///
/// Layout: `slots[i]` is the i-th message, `topicIndices[i]` the place of its topic in the list that
/// the consumer was given. Both are allocated once.
@safe
public struct MessageBatch: ~Copyable {
    let slots: UnsafeMutablePointer<UnsafeMutablePointer<rd_kafka_message_t>?>
    let topicIndices: UnsafeMutablePointer<Int32>
    /// The most messages a poll can bring.
    public let capacity: Int
    /// How many messages are held.
    public private(set) var count = 0
    /// Keeps the client of the held messages: it must not be destroyed before them.
    private var client: Client?

    /// An empty batch.
    ///
    /// - Precondition: `capacity` is in 1…1,000,000.
    public init(capacity: Int) {
        precondition((1...1_000_000).contains(capacity), "a batch holds 1…1,000,000 messages")
        self.capacity = capacity
        unsafe slots = .allocate(capacity: capacity)
        unsafe slots.initialize(repeating: nil, count: capacity)
        unsafe topicIndices = .allocate(capacity: capacity)
        unsafe topicIndices.initialize(repeating: -1, count: capacity)
    }

    deinit {
        // SAFETY: the first `count` slots hold live messages; both blocks are ours.
        for index in 0..<count { unsafe rd_kafka_message_destroy(slots[index]) }
        unsafe slots.deallocate()
        unsafe topicIndices.deallocate()
    }

    /// Returns every held message to librdkafka.
    public mutating func clear() {
        // SAFETY: the first `count` slots hold live messages, given back once.
        for index in 0..<count { unsafe rd_kafka_message_destroy(slots[index]) }
        count = 0
    }

    /// Appends at most `limit` messages of a queue.
    ///
    /// - Returns: how many came.
    mutating func append(
        from queue: OpaquePointer,
        of client: Client,
        limit: Int,
        timeoutMs: Int32
    ) -> Int {
        if self.client !== client {
            // Messages of another client go back to it while it is still held.
            clear()
            self.client = client
        }
        let room = min(limit, capacity - count)
        guard room > 0 else { return 0 }
        // SAFETY: `slots` has `room` free elements from `count` on; `queue` is live by contract.
        let came = unsafe rd_kafka_consume_batch_queue(queue, timeoutMs, slots + count, room)
        count += max(0, came)
        return max(0, came)
    }

    /// A borrowed view of one message.
    ///
    /// - Precondition: `index` is in `0..<count`.
    public subscript(index: Int) -> MessageView {
        @_lifetime(borrow self)
        borrowing get {
            guard index >= 0, index < count, let message = unsafe slots[index] else {
                preconditionFailure("message index out of range")
            }
            // SAFETY: the index is checked; the message lives until the batch changes, which the
            // borrow forbids.
            let view = unsafe MessageView(message, topicIndex: topicIndices[index])
            return unsafe _overrideLifetime(view, borrowing: self)
        }
    }
}
