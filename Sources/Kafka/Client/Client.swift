internal import CKafka

/// Owns one `rd_kafka_t` and the context of its callbacks.
///
/// Everything that borrows from the client (messages, topic handles, group metadata) keeps a
/// reference, so the client goes last.
@safe
// Unchecked: librdkafka's handle may be used from any thread.
final class Client: @unchecked Sendable {
    let handle: OpaquePointer
    let context: ClientContext

    init(
        _ role: ClientProperties.Role,
        _ configuration: consuming ClientConfiguration,
        context: ClientContext
    ) throws(KafkaError) {
        context.install(on: configuration)
        let type = role == .consumer ? RD_KAFKA_CONSUMER : RD_KAFKA_PRODUCER
        let raw = unsafe configuration.release()
        var made: OpaquePointer?
        // SAFETY: `raw` is live and ours; the room for the text is as large as said.
        let problem = unsafe withErrorText { (text, count) in
            unsafe made = unsafe rd_kafka_new(type, raw, text, count)
            return unsafe made != nil
        }
        guard let made = unsafe made else {
            // librdkafka takes the configuration over only if it makes a client.
            unsafe rd_kafka_conf_destroy(raw)
            throw KafkaError(
                code: .invalidArgument,
                operation: "rd_kafka_new",
                detail: problem ?? ""
            )
        }
        unsafe handle = unsafe made
        self.context = context
    }

    deinit {
        guard mayBeDestroyed else {
            // It has left its group; handle, threads and context stay until the process ends.
            // SAFETY: the handle's callbacks may go on, so what they reach is never released.
            _ = unsafe Unmanaged.passRetained(context)
            return
        }
        // SAFETY: the last owner is gone. No callback runs after the destruction, and `context` is
        // released after this body.
        // A consumer whose group does not answer is not closed once more.
        let flags = context.isAbandoned ? Int32(RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE) : 0
        unsafe rd_kafka_destroy_flags(handle, flags)
    }

    private var mayBeDestroyed: Bool {
        KafkaLibrary.destroysUnassignedMembers || !context.mayHaveJoinedCooperatively
            || context.rebalances.hasBeenAssigned
    }

    /// The error that made this client unusable, if one did.
    var fatal: KafkaError? {
        // SAFETY: live while self is.
        unsafe fatalError(of: handle)
    }
}
