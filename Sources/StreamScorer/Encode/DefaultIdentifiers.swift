internal import Records

/// Makes ids for events that carry none: topic, partition and offset, joined by hyphens.
///
/// One worker, one value.
@safe
struct DefaultIdentifiers: ~Copyable {
    private let prefixes: [[UInt8]]
    private let text: UnsafeMutablePointer<UInt8>

    /// - Parameter topics: by deployment, its input topic.
    init(topics: [String]) {
        prefixes = topics.map { topic in Array(topic.utf8) + [UInt8(ascii: "-")] }
        let longest = prefixes.map(\.count).max() ?? 0
        unsafe text = .allocate(capacity: longest + 2 * Decimal.maxBytes + 1)
    }

    deinit { unsafe text.deallocate() }

    /// The id of the event at `offset`; valid until the next call.
    @_lifetime(borrow self)
    borrowing func bytes(deployment: Int, partition: Int32, offset: Int64) -> RawSpan {
        let prefix = prefixes[deployment]
        // SAFETY: the text has room for the longest prefix, a hyphen and two integers.
        for index in prefix.indices { unsafe text[index] = prefix[index] }
        var end = prefix.count
        unsafe end += Decimal.write(Int64(partition), to: text + end)
        unsafe text[end] = UInt8(ascii: "-")
        end += 1
        unsafe end += Decimal.write(offset, to: text + end)
        let span = unsafe RawSpan(_unsafeStart: UnsafeRawPointer(text), byteCount: end)
        return unsafe _overrideLifetime(span, borrowing: self)
    }
}
