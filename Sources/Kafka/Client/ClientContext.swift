internal import CKafka
internal import Synchronization

/// What librdkafka's callbacks reach through the client's opaque pointer.
///
/// `Client` holds it until after `rd_kafka_destroy`, when no callback can run any more.
// Unchecked: `rebalances` is touched by the consumer's own thread only (its callback runs inside
// that thread's calls); everything else is constant or behind a lock.
final class ClientContext: @unchecked Sendable {
    let events: ClientEvents
    let saslMechanism: String
    let failures = Mutex<[DeliveryFailure]>([])
    let failedCommit = Mutex<KafkaError?>(nil)
    var rebalances = RebalanceQueue()
    /// Whether the consumer was not closed in time, so that destroying it must not close it.
    var isAbandoned = false
    /// Whether the consumer was ever told to join a cooperative group.
    var mayHaveJoinedCooperatively = false

    init(_ properties: ClientProperties, _ events: ClientEvents) {
        self.events = events
        saslMechanism = properties["sasl.mechanism"] ?? properties["sasl.mechanisms"] ?? ""
    }

    /// The context of an opaque pointer, borrowed for one callback.
    static func of(_ opaque: UnsafeMutableRawPointer?) -> ClientContext? {
        guard let opaque = unsafe opaque else { return nil }
        // SAFETY: `Client` keeps the context while callbacks can run.
        return unsafe Unmanaged<ClientContext>.fromOpaque(opaque).takeUnretainedValue()
    }

    /// Installs the callbacks every client has.
    func install(on configuration: borrowing ClientConfiguration) {
        // SAFETY: the functions are free functions, valid for ever; the opaque pointer is valid
        // until `Client` releases this context.
        unsafe rd_kafka_conf_set_opaque(
            configuration.raw,
            Unmanaged.passUnretained(self).toOpaque()
        )
        unsafe rd_kafka_conf_set_log_cb(configuration.raw, receiveLogLine)
        unsafe rd_kafka_conf_set_error_cb(configuration.raw, receiveError)
        unsafe rd_kafka_conf_set_stats_cb(configuration.raw, receiveStatistics)
    }

    /// An error with what is known about its cause added.
    func explained(
        _ code: KafkaError.Code,
        _ operation: StaticString,
        _ detail: String
    ) -> KafkaError {
        var detail = detail
        let hint = KafkaLibrary.loginHint(
            mechanism: saslMechanism,
            packed: KafkaLibrary.packedVersion,
            text: KafkaLibrary.linkedVersion
        )
        if code == .authentication, let hint { detail += "; \(hint)" }
        return KafkaError(code: code, operation: operation, detail: detail)
    }
}

// Free functions, not closures: a closure of top-level code would belong to the main actor, and
// the runtime traps when librdkafka's thread enters it.

private func receiveLogLine(
    _ client: OpaquePointer?,
    _ level: Int32,
    _ facility: UnsafePointer<CChar>?,
    _ text: UnsafePointer<CChar>?
) {
    // SAFETY: librdkafka passes a live client and two texts for the length of the call.
    guard let client = unsafe client, let facility = unsafe facility, let text = unsafe text,
        let context = unsafe ClientContext.of(rd_kafka_opaque(client)), let log = context.events.log
    else { return }
    unsafe log(
        KafkaLogLine(
            level: Int(level),
            facility: String(cString: facility),
            message: String(cString: text)
        )
    )
}

private func receiveError(
    _ client: OpaquePointer?,
    _ code: Int32,
    _ reason: UnsafePointer<CChar>?,
    _ opaque: UnsafeMutableRawPointer?
) {
    // SAFETY: the opaque pointer is this client's context.
    guard let context = unsafe ClientContext.of(opaque), let receive = context.events.error else {
        return
    }
    // SAFETY: librdkafka passes a live client and a text for the length of the call.
    let detail = unsafe reason.map { unsafe String(cString: $0) } ?? ""
    guard code == RD_KAFKA_RESP_ERR__FATAL.rawValue, let client = unsafe client else {
        receive(context.explained(KafkaError.Code(rawValue: code), "rd_kafka_poll", detail))
        return
    }
    if let fatal = unsafe fatalError(of: client) { receive(fatal) }
}

private func receiveStatistics(
    _ client: OpaquePointer?,
    _ json: UnsafeMutablePointer<CChar>?,
    _ byteCount: Int,
    _ opaque: UnsafeMutableRawPointer?
) -> Int32 {
    // SAFETY: the opaque pointer is this client's context; the text lives for the call.
    if let context = unsafe ClientContext.of(opaque), let json = unsafe json,
        let receive = context.events.statistics
    {
        unsafe receive(String(cString: json))
    }
    return 0
}

/// The error that made a client unusable, if one did.
func fatalError(of client: OpaquePointer) -> KafkaError? {
    var code = RD_KAFKA_RESP_ERR_NO_ERROR
    let text = unsafe withErrorText { (text, count) in
        // SAFETY: `client` is live while its owner is; the room is as large as said.
        code = unsafe rd_kafka_fatal_error(client, text, count)
        return code == RD_KAFKA_RESP_ERR_NO_ERROR
    }
    guard let text else { return nil }
    return KafkaError(
        code: KafkaError.Code(code),
        operation: "rd_kafka_fatal_error",
        detail: text,
        isFatal: true,
        isRetriable: false
    )
}
