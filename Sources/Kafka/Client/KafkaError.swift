internal import CKafka

/// A failure that librdkafka reports, with the call that failed and what may be done about it.
///
/// Codes below zero are the library's own (`RD_KAFKA_RESP_ERR__…`), codes above zero the broker's.
public struct KafkaError: Error, Sendable, CustomStringConvertible {
    /// librdkafka's code.
    public let code: Code
    /// The C function that failed, or the step of this library that refused.
    public let operation: StaticString
    /// What the library says, and what the failing call was about (a topic, a property).
    public let detail: String
    /// The client is unusable from now on and must be replaced.
    public let isFatal: Bool
    /// The same call may succeed when made again.
    public let isRetriable: Bool
    /// The transaction under way must be aborted before anything else is done with it.
    public let requiresAbort: Bool

    /// Makes an error; flags that are not given follow from the code.
    public init(
        code: Code,
        operation: StaticString,
        detail: String = "",
        isFatal: Bool? = nil,
        isRetriable: Bool? = nil,
        requiresAbort: Bool = false
    ) {
        self.code = code
        self.operation = operation
        self.detail = detail
        self.isFatal = isFatal ?? code.isFatalByNature
        self.isRetriable = isRetriable ?? code.isRetriableByNature
        self.requiresAbort = requiresAbort
    }

    /// One line: call, code, text, and the flags that are set.
    public var description: String {
        var text = "\(operation): \(code.name) (\(code.text))"
        if !detail.isEmpty { text += ": \(detail)" }
        if isFatal { text += " [fatal]" }
        if requiresAbort { text += " [abort required]" }
        return text
    }
}

extension KafkaError {
    /// Throws unless `code` says success.
    static func check(
        _ code: rd_kafka_resp_err_t,
        _ operation: StaticString,
        _ detail: @autoclosure () -> String
    ) throws(KafkaError) {
        if code != RD_KAFKA_RESP_ERR_NO_ERROR {
            throw KafkaError(code: Code(code), operation: operation, detail: detail())
        }
    }

    /// Reads a rich error object and destroys it; throws what it says unless it is nil (success).
    static func check(
        taking error: OpaquePointer?,
        _ operation: StaticString,
        _ detail: String = ""
    ) throws(KafkaError) {
        guard let error = unsafe error else { return }
        throw unsafe KafkaError(taking: error, operation, detail)
    }

    /// Reads a rich error object (`rd_kafka_error_t`) and destroys it.
    init(taking error: OpaquePointer, _ operation: StaticString, _ detail: String = "") {
        // SAFETY: the caller owns `error`, a live object of librdkafka, and hands it over.
        let text = unsafe String(cString: rd_kafka_error_string(error))
        unsafe self.init(
            code: Code(rd_kafka_error_code(error)),
            operation: operation,
            detail: detail.isEmpty ? text : "\(detail): \(text)",
            isFatal: rd_kafka_error_is_fatal(error) != 0,
            isRetriable: rd_kafka_error_is_retriable(error) != 0,
            requiresAbort: rd_kafka_error_txn_requires_abort(error) != 0
        )
        unsafe rd_kafka_error_destroy(error)
    }
}
