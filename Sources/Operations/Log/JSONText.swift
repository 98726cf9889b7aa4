/// Writes a JSON string (RFC 8259); for text off the hot path.
enum JSONText {
    /// Appends `text` between quotes, with quotes, backslashes and control characters escaped.
    ///
    /// C1 controls and DEL are escaped too, so that a line shown on a terminal cannot steer it.
    static func append(_ text: String, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": bytes += Array("\\\"".utf8)
            case "\\": bytes += Array("\\\\".utf8)
            case "\n": bytes += Array("\\n".utf8)
            case "\r": bytes += Array("\\r".utf8)
            case "\t": bytes += Array("\\t".utf8)
            default:
                if scalar.value < 0x20 || (0x7f..<0xa0).contains(scalar.value) {
                    let hex = String(scalar.value, radix: 16)
                    let zeros = String(repeating: "0", count: 4 - hex.count)
                    bytes += Array("\\u\(zeros)\(hex)".utf8)
                } else {
                    bytes += Array(UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
                }
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// The text as a JSON string, quotes included.
    static func quoted(_ text: String) -> String {
        var bytes: [UInt8] = []
        append(text, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}
