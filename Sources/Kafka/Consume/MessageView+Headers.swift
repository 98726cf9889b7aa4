internal import CKafka

extension MessageView {
    /// Whether the record has headers; the first call on a record with headers reads them.
    public var hasHeaders: Bool {
        var headers: OpaquePointer?
        // SAFETY: the message is live while its batch is borrowed.
        return unsafe rawHeaders(&headers)
    }

    /// Calls `body` with each header, in order.
    ///
    /// The spans are valid for the length of the call. A null value comes as an empty span with
    /// `isNull` set.
    /// - Complexity: O(headers); librdkafka allocates its list on the first call for a record.
    public func forEachHeader(_ body: (_ name: RawSpan, _ value: RawSpan, _ isNull: Bool) -> Void) {
        var headers: OpaquePointer?
        guard unsafe rawHeaders(&headers), let list = unsafe headers else { return }
        unsafe visitHeaders(of: list, body)
    }

    /// Copies the record's headers, for a record that is to carry them on.
    ///
    /// - Complexity: O(bytes of the headers); allocates.
    public func copyHeaders() -> RecordHeaders {
        var headers: OpaquePointer?
        guard unsafe rawHeaders(&headers), let list = unsafe headers else {
            return RecordHeaders(capacity: 4)
        }
        // SAFETY: a live list of librdkafka; the copy is ours.
        return unsafe RecordHeaders(taking: rd_kafka_headers_copy(list))
    }

    private func rawHeaders(_ headers: inout OpaquePointer?) -> Bool {
        // SAFETY: the message is live while its batch is borrowed; headers belong to it.
        unsafe withRawMessage { (message) in
            unsafe rd_kafka_message_headers(message, &headers) == RD_KAFKA_RESP_ERR_NO_ERROR
        }
    }
}

/// Calls `body` with each header of a live list, in order.
func visitHeaders(
    of list: OpaquePointer,
    _ body: (_ name: RawSpan, _ value: RawSpan, _ isNull: Bool) -> Void
) {
    var index = 0
    while true {
        var name: UnsafePointer<CChar>?
        var value: UnsafeRawPointer?
        var byteCount = 0
        // SAFETY: librdkafka answers with an error behind the last header; what it points to
        // belongs to the list and stays for the length of the call.
        guard
            unsafe rd_kafka_header_get_all(list, index, &name, &value, &byteCount)
                == RD_KAFKA_RESP_ERR_NO_ERROR, let name = unsafe name
        else { return }
        let start = unsafe UnsafeRawPointer(name)
        unsafe body(
            RawSpan(_unsafeStart: start, byteCount: nameLength(name)),
            RawSpan(
                _unsafeStart: value ?? start,
                byteCount: value == nil ? 0 : byteCount
            ),
            value == nil
        )
        index += 1
    }
}

/// The length of a text that ends with a zero byte.
private func nameLength(_ text: UnsafePointer<CChar>) -> Int {
    var count = 0
    // SAFETY: librdkafka ends every header's name with a zero byte.
    while unsafe text[count] != 0 { count += 1 }
    return count
}
