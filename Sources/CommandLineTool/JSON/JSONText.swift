/// Text as a JSON string.
enum JSONText {
    private static let hexadecimal: [Unicode.Scalar] = Array("0123456789abcdef".unicodeScalars)

    /// In quotes, with what must be escaped escaped.
    static func quote(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case let control where control.value < 0x20:
                result += "\\u00"
                result.unicodeScalars.append(hexadecimal[Int(control.value >> 4)])
                result.unicodeScalars.append(hexadecimal[Int(control.value & 15)])
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
