/// A text that is JSON, is not, or on which RFC 8259 leaves the choice to the reader.
struct JSONCase: Sendable, CustomStringConvertible {
    var name: String
    var bytes: [UInt8]
    /// Why we refuse it; nil where we accept it.
    var reason: String?
    var description: String { name }

    /// Reads a table of cases: a line each, `name | text` or `name | text | reason`.
    ///
    /// `%HH` is the byte of that value, so that a table can hold any bytes; the spaces next to the
    /// bars do not count.
    static func table(_ text: String) -> [JSONCase] {
        text.split(separator: "\n").map { line in
            let parts = line.split(separator: " | ", omittingEmptySubsequences: false)
            return JSONCase(
                name: String(parts[0]),
                bytes: bytes(parts.count > 1 ? parts[1] : ""),
                reason: parts.count > 2 ? String(parts[2]) : nil
            )
        }
    }

    private static func bytes(_ text: Substring) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            let digits = String(decoding: rest.prefix(2), as: UTF8.self)
            bytes.append(UInt8(digits, radix: 16) ?? 0)
            rest = rest.dropFirst(2)
        }
        return bytes
    }
}
