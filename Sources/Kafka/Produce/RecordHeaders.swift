internal import CKafka

/// Owns the headers of a record that is to be written (`rd_kafka_headers_t`).
///
/// This is the slower path: each header is an allocation of librdkafka. A page takes the owner over
/// with the record.
@safe
public struct RecordHeaders: ~Copyable {
    private let handle: OpaquePointer

    /// No header yet; room for `capacity` is made at once, more is made when needed.
    public init(capacity: Int = 8) {
        // SAFETY: librdkafka ends the process when it has no memory.
        unsafe handle = unsafe rd_kafka_headers_new(max(0, capacity))
    }

    init(taking handle: OpaquePointer) { unsafe self.handle = unsafe handle }

    deinit {
        // SAFETY: owned, and `release()` discards this deinit.
        unsafe rd_kafka_headers_destroy(handle)
    }

    /// How many headers there are.
    public var count: Int { unsafe rd_kafka_header_cnt(handle) }

    /// Appends a header; a name may occur more than once.
    public mutating func add(name: StaticString, value: RawSpan) {
        guard name.hasPointerRepresentation else {
            add(name: "\(name)", value: value)
            return
        }
        // SAFETY: the text is static; librdkafka copies name and value.
        unsafe value.withUnsafeBytes { (bytes) in
            unsafe add(
                UnsafeRawPointer(name.utf8Start),
                name.utf8CodeUnitCount,
                bytes.baseAddress,
                bytes.count
            )
        }
    }

    /// Appends a header whose name is given as bytes.
    public mutating func add(name: RawSpan, value: RawSpan) {
        // SAFETY: librdkafka copies name and value within the call.
        unsafe name.withUnsafeBytes { (name) in
            unsafe value.withUnsafeBytes { (bytes) in
                unsafe add(name.baseAddress, name.count, bytes.baseAddress, bytes.count)
            }
        }
    }

    /// Appends a header whose name is a text.
    public mutating func add(name: String, value: RawSpan) {
        var name = name
        // SAFETY: librdkafka copies name and value within the call.
        name.withUTF8 { (name) in
            unsafe value.withUnsafeBytes { (bytes) in
                unsafe add(
                    UnsafeRawPointer(name.baseAddress),
                    name.count,
                    bytes.baseAddress,
                    bytes.count
                )
            }
        }
    }

    /// Appends a header with the bytes of an array.
    public mutating func add(name: String, value: [UInt8]) {
        // SAFETY: the bytes of an array of integers are all initialised.
        unsafe add(name: name, value: value.span.bytes)
    }

    /// Appends a header whose value is null.
    public mutating func addNull(name: String) {
        var name = name
        // SAFETY: librdkafka copies the name within the call.
        name.withUTF8 { (name) in
            // A size of zero beside a null pointer is a null value.
            _ = unsafe rd_kafka_header_add(
                handle,
                name.baseAddress,
                name.count,
                nil,
                0
            )
        }
    }

    /// Calls `body` with each header, in order; the spans are valid for the length of the call.
    public func forEach(_ body: (_ name: RawSpan, _ value: RawSpan, _ isNull: Bool) -> Void) {
        unsafe visitHeaders(of: handle, body)
    }

    /// Hands the C object over.
    consuming func release() -> OpaquePointer {
        let handle = unsafe self.handle
        discard self
        return unsafe handle
    }

    private func add(
        _ name: UnsafeRawPointer?,
        _ nameBytes: Int,
        _ value: UnsafeRawPointer?,
        _ valueBytes: Int
    ) {
        // SAFETY: an empty value needs some address, or librdkafka would take it for null; an empty
        // name likewise. Name and value are copied.
        unsafe withUnsafeTemporaryAllocation(byteCount: 1, alignment: 1) { (spare) in
            let name = unsafe (name ?? UnsafeRawPointer(spare.baseAddress))?
                .assumingMemoryBound(to: CChar.self)
            _ = unsafe rd_kafka_header_add(
                handle,
                name,
                nameBytes,
                value ?? UnsafeRawPointer(spare.baseAddress),
                valueBytes
            )
        }
    }
}
