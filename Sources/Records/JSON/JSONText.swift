/// JSON as text: checking it, and writing strings into it.
public enum JSONText {
    /// Checks that bytes are one JSON value and nothing else but white space.
    ///
    /// Grammar, UTF-8, escapes, surrogates and depth are checked. Numbers may be of any size. A byte
    /// order mark is not white space.
    ///
    /// - Parameters:
    ///   - bytes: the whole text.
    ///   - maxDepth: the deepest nesting of arrays and objects; up to ``EventLayout/depthLimit``.
    /// - Returns: success, or the first thing that is wrong.
    /// - Complexity: O(bytes). Allocates nothing.
    /// - Source: RFC 8259.
    public static func check(_ bytes: RawSpan, maxDepth: Int = 64) -> DecodeOutcome {
        var scanner = JSONScanner(bytes, maxDepth: min(maxDepth, EventLayout.depthLimit))
        do throws(DecodeFailure) {
            try scanner.begin()
            try scanner.skipValue(depth: 0)
            try scanner.finish()
            return DecodeOutcome()
        } catch {
            return DecodeOutcome(failure: error)
        }
    }

    /// A string between quotes, with `"`, `\` and control characters escaped.
    public static func quoted(_ text: String) -> [UInt8] {
        var bytes: [UInt8] = [UInt8(ascii: "\"")]
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
            case 0x08: bytes += Array("\\b".utf8)
            case 0x09: bytes += Array("\\t".utf8)
            case 0x0A: bytes += Array("\\n".utf8)
            case 0x0C: bytes += Array("\\f".utf8)
            case 0x0D: bytes += Array("\\r".utf8)
            case 0..<0x20:
                let digits = Array("0123456789abcdef".utf8)
                bytes += Array("\\u00".utf8) + [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
        return bytes
    }
}
