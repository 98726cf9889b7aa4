internal import CKafka

/// Owns an `rd_kafka_conf_t` until a client takes it over.
@safe
struct ClientConfiguration: ~Copyable {
    private let handle: OpaquePointer

    /// Sets every property, in order.
    ///
    /// - Throws: `invalidArgument` with librdkafka's text for an unknown name or a bad value.
    init(_ properties: ClientProperties) throws(KafkaError) {
        unsafe handle = unsafe rd_kafka_conf_new()
        for (name, value) in properties.pairs {
            // SAFETY: `handle` is live; the texts outlive the call.
            let problem = unsafe withErrorText { (text, count) in
                unsafe rd_kafka_conf_set(handle, name, value, text, count) == RD_KAFKA_CONF_OK
            }
            if let problem {
                throw KafkaError(
                    code: .invalidArgument,
                    operation: "rd_kafka_conf_set",
                    detail: problem
                )
            }
        }
    }

    deinit {
        // SAFETY: owned, and `release()` discards this deinit.
        unsafe rd_kafka_conf_destroy(handle)
    }

    /// The C object, borrowed.
    var raw: OpaquePointer { unsafe handle }

    /// Hands the C object over; the caller answers for it from now on.
    consuming func release() -> OpaquePointer {
        let handle = unsafe self.handle
        discard self
        return unsafe handle
    }
}

/// Runs `body` with room for an error text; returns the text if `body` says false.
func withErrorText(_ body: (UnsafeMutablePointer<CChar>, Int) -> Bool) -> String? {
    unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 512) { text in
        // SAFETY: the allocation has 512 elements; it is a valid C text before and after.
        guard let start = text.baseAddress else { return "no memory for an error text" }
        unsafe start.initialize(repeating: 0, count: text.count)
        return unsafe body(start, text.count) ? nil : String(cString: start)
    }
}
