internal import CKafka

/// A read-only view of one message, valid while its batch is borrowed.
///
/// Every member is O(1) and allocates nothing, unless it says otherwise.
@safe
public struct MessageView: ~Copyable, ~Escapable {
    private let message: UnsafePointer<rd_kafka_message_t>
    private let topic: Int32

    @_lifetime(immortal)
    init(_ message: UnsafeMutablePointer<rd_kafka_message_t>, topicIndex: Int32) {
        unsafe self.message = UnsafePointer(message)
        topic = topicIndex
    }

    // SAFETY of all members: the message is live while its batch is borrowed, which the compiler
    // holds the view to.

    /// The place of the message's topic in the list given to `subscribe` or in the order of first
    /// mention given to `assign`; -1 for an error that belongs to no topic.
    public var topicIndex: Int { Int(topic) }

    /// The partition; -1 for an error that belongs to none.
    public var partition: Int32 { unsafe message.pointee.partition }

    /// The offset in the partition.
    public var offset: Int64 { unsafe message.pointee.offset }

    /// The record's timestamp, Unix milliseconds; -1 if it has none.
    public var timestampMs: Int64 {
        var type = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE
        let milliseconds = unsafe rd_kafka_message_timestamp(message, &type)
        return type == RD_KAFKA_TIMESTAMP_NOT_AVAILABLE ? -1 : milliseconds
    }

    /// What is wrong with this entry; nil for a record.
    ///
    /// An entry with an error holds no record: its value is librdkafka's text.
    public var error: KafkaError.Code? {
        let code = unsafe message.pointee.err
        return code == RD_KAFKA_RESP_ERR_NO_ERROR ? nil : KafkaError.Code(code)
    }

    /// Whether the record has a key; an empty key is a key.
    public var hasKey: Bool { unsafe message.pointee.key != nil }

    /// The key's bytes; empty if there is none.
    public var key: RawSpan {
        @_lifetime(copy self)
        get {
            let span = unsafe bytes(message.pointee.key, message.pointee.key_len)
            return unsafe _overrideLifetime(span, copying: self)
        }
    }

    /// Whether the value is null, which is not the same as empty.
    ///
    /// librdkafka passes a null value as `payload == NULL`.
    public var isTombstone: Bool { unsafe message.pointee.payload == nil }

    /// The value's bytes; empty for a tombstone.
    public var value: RawSpan {
        @_lifetime(copy self)
        get {
            let span = unsafe bytes(message.pointee.payload, message.pointee.len)
            return unsafe _overrideLifetime(span, copying: self)
        }
    }

    /// A span of `count` bytes, or an empty one where there are none.
    @_lifetime(copy self)
    private func bytes(_ start: UnsafeMutableRawPointer?, _ count: Int) -> RawSpan {
        // An empty span needs some address; the message's own is as good as any.
        let base = unsafe UnsafeRawPointer(start) ?? UnsafeRawPointer(message)
        let span = unsafe RawSpan(_unsafeStart: base, byteCount: start == nil ? 0 : count)
        return unsafe _overrideLifetime(span, copying: self)
    }

    /// Lends the C message.
    func withRawMessage<R>(_ body: (UnsafePointer<rd_kafka_message_t>) -> R) -> R {
        unsafe body(message)
    }
}
