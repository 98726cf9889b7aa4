/// Where the value that a captured pointer leads to stands in the payload.
///
/// A string's content, escapes kept; a number's, `true`'s or `false`'s text. Null, arrays and objects
/// are as absent.
public struct CapturedValue: Sendable, Hashable, BitwiseCopyable {
    /// Its first byte.
    public var offset: Int32
    /// Its length in bytes; -1 where there is none.
    public var count: Int32
    /// Whether it is a string's content with escapes in it.
    public var isEscaped: Bool

    /// No value.
    public static let absent = CapturedValue(offset: 0, count: -1, isEscaped: false)

    /// Whether there is a value; it may be empty.
    @inlinable public var isPresent: Bool { count >= 0 }

    /// Names a value's place.
    public init(offset: Int32, count: Int32, isEscaped: Bool) {
        self.offset = offset
        self.count = count
        self.isEscaped = isEscaped
    }

    /// Notes a whole value: one that the scanner has read, and so found to be valid.
    init(_ bytes: RawSpan, from start: Int, to end: Int) {
        switch bytes.octet(start) {
        case UInt8(ascii: "\""):
            self.init(
                offset: Int32(truncatingIfNeeded: start &+ 1),
                count: Int32(truncatingIfNeeded: end &- start &- 2),
                isEscaped: Self.hasBackslash(bytes, from: start &+ 1, to: end &- 1)
            )
        case UInt8(ascii: "n"), UInt8(ascii: "{"), UInt8(ascii: "["): self = .absent
        default:
            self.init(
                offset: Int32(truncatingIfNeeded: start),
                count: Int32(truncatingIfNeeded: end &- start),
                isEscaped: false
            )
        }
    }

    /// Notes a whole value that is a number, null or a text without escapes.
    @inline(__always)
    init(usual bytes: RawSpan, from start: Int, to end: Int) {
        let first = bytes.octet(start)
        let quote = first == UInt8(ascii: "\"") ? 1 : 0
        let length = end &- start &- 2 &* quote
        self.init(
            offset: Int32(truncatingIfNeeded: start &+ quote),
            count: first == UInt8(ascii: "n") ? -1 : Int32(truncatingIfNeeded: length),
            isEscaped: false
        )
    }

    private static func hasBackslash(_ bytes: RawSpan, from start: Int, to end: Int) -> Bool {
        for index in start..<max(start, end) where bytes.octet(index) == UInt8(ascii: "\\") {
            return true
        }
        return false
    }

    /// Writes the value's text, escapes resolved.
    ///
    /// - Parameters:
    ///   - payload: the event that the value was captured from.
    ///   - text: room for the text.
    /// - Returns: the text's bytes; nil if they do not fit, or if there is no value.
    /// - Complexity: O(count). Allocates nothing.
    public func unescape(_ payload: RawSpan, into text: inout MutableSpan<UInt8>) -> Int? {
        let end = Int(offset) &+ Int(count)
        guard isPresent, offset >= 0, end <= payload.byteCount else { return nil }
        let scanner = JSONScanner(payload, maxDepth: 1)
        return scanner.unescape(
            JSONString(start: Int(offset), end: end, isEscaped: true),
            into: &text
        )
    }
}
