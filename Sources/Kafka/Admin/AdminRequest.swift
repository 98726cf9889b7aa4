internal import CKafka

/// One request of librdkafka's admin interface and its answer.
@safe
struct AdminRequest: ~Copyable {
    private let client: Client
    private let queue: OpaquePointer
    private let options: OpaquePointer
    private let timeoutMs: Int32
    private let operation: StaticString

    init(
        _ client: Client,
        _ kind: rd_kafka_admin_op_t,
        timeoutMs: Int32,
        _ operation: StaticString
    ) throws(KafkaError) {
        self.client = client
        self.operation = operation
        self.timeoutMs = timeoutMs
        // SAFETY: the client is live; librdkafka ends the process when it has no memory.
        unsafe queue = unsafe rd_kafka_queue_new(client.handle)
        unsafe options = unsafe rd_kafka_AdminOptions_new(client.handle, kind)
        // SAFETY: the options are live; the room for the text is as large as said.
        let problem = unsafe withErrorText { (text, count) in
            unsafe rd_kafka_AdminOptions_set_request_timeout(options, timeoutMs, text, count)
                == RD_KAFKA_RESP_ERR_NO_ERROR
        }
        if let problem {
            throw KafkaError(code: .invalidArgument, operation: operation, detail: problem)
        }
    }

    deinit {
        // SAFETY: both are ours.
        unsafe rd_kafka_AdminOptions_destroy(options)
        unsafe rd_kafka_queue_destroy(queue)
    }

    /// Sends the request, waits for the answer and lets `read` take what it needs from it.
    ///
    /// - Throws: `timedOut` without an answer, or the error that concerns the whole request.
    func answer<R>(
        send: (_ client: OpaquePointer, _ options: OpaquePointer, _ queue: OpaquePointer) -> Void,
        read: (_ event: OpaquePointer) -> R
    ) throws(KafkaError) -> R {
        unsafe send(client.handle, options, queue)
        // The request's own time-out answers first; a second more is for the way back.
        // SAFETY: the queue is live; the event is ours.
        guard let event = unsafe rd_kafka_queue_poll(queue, timeoutMs + 1_000) else {
            throw KafkaError(code: .timedOut, operation: operation)
        }
        defer { unsafe rd_kafka_event_destroy(event) }
        let code = unsafe rd_kafka_event_error(event)
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR else {
            let text = unsafe rd_kafka_event_error_string(event).map {
                unsafe String(cString: $0)
            }
            throw client.context.explained(KafkaError.Code(code), operation, text ?? "")
        }
        return unsafe read(event)
    }
}

/// Reads the outcome of each topic.
func topicOutcomes(
    _ results: UnsafeMutablePointer<OpaquePointer?>?,
    _ count: Int,
    _ operation: StaticString
) -> [TopicOutcome] {
    guard let results = unsafe results else { return [] }
    // SAFETY: librdkafka's array has `count` elements, which live as long as the event.
    return (0..<count).compactMap { (index) -> TopicOutcome? in
        guard let result = unsafe results[index],
            let name = unsafe rd_kafka_topic_result_name(result)
        else { return nil }
        let code = unsafe rd_kafka_topic_result_error(result)
        if code == RD_KAFKA_RESP_ERR_NO_ERROR {
            return unsafe TopicOutcome(name: String(cString: name), error: nil)
        }
        let text = unsafe rd_kafka_topic_result_error_string(result)
        return unsafe TopicOutcome(
            name: String(cString: name),
            error: KafkaError(
                code: KafkaError.Code(code),
                operation: operation,
                detail: "'\(String(cString: name))': "
                    + (text.map { unsafe String(cString: $0) } ?? "")
            )
        )
    }
}
