/// Text to and from JSON.
enum JSONText {
    private static let hexadecimal: [Unicode.Scalar] = Array("0123456789abcdef".unicodeScalars)

    /// In quotes, with what must be escaped escaped, and every other control character too: a text
    /// shown on a terminal cannot steer it.
    static func quote(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case let control where control.value < 0x20 || (0x7F..<0xA0).contains(control.value):
                result += "\\u00"
                result.unicodeScalars.append(hexadecimal[Int(control.value >> 4)])
                result.unicodeScalars.append(hexadecimal[Int(control.value & 15)])
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    /// One JSON value without the white space between its tokens, so that it fits in a line;
    /// numbers and strings keep their spelling.
    ///
    /// - Parameter payload: bytes that may be anything.
    /// - Returns: nil when the payload is not UTF-8 or not exactly one JSON value.
    static func compact(_ payload: [UInt8]) -> [UInt8]? {
        guard String(validating: payload, as: UTF8.self) != nil else { return nil }
        var scanner = JSONScanner(payload)
        guard scanner.skipValue() else { return nil }
        scanner.skipSpace()
        guard scanner.next == nil else { return nil }
        var result: [UInt8] = []
        result.reserveCapacity(payload.count)
        var isInString = false
        var isEscaped = false
        for byte in payload {
            if isInString {
                isInString = isEscaped || byte != 0x22
                isEscaped = !isEscaped && byte == 0x5C
            } else if byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
                continue
            } else {
                isInString = byte == 0x22
            }
            result.append(byte)
        }
        return result
    }

    /// What a JSON string says; half a surrogate pair reads as U+FFFD.
    ///
    /// - Parameter text: the string with its quotes, of checked grammar.
    /// - Returns: nil when the text is not UTF-8.
    static func content(ofString text: ArraySlice<UInt8>) -> String? {
        let inner = text.dropFirst().dropLast()
        guard inner.contains(0x5C) else { return String(validating: inner, as: UTF8.self) }
        guard let source = String(validating: inner, as: UTF8.self) else { return nil }
        var units: [UInt16] = []
        var rest = source.utf16[...]
        while let unit = rest.popFirst() {
            guard unit == 0x5C, let escape = rest.popFirst() else {
                units.append(unit)
                continue
            }
            switch Character(Unicode.Scalar(UInt8(truncatingIfNeeded: escape))) {
            case "b": units.append(8)
            case "f": units.append(12)
            case "n": units.append(10)
            case "r": units.append(13)
            case "t": units.append(9)
            case "u":
                units.append(
                    UInt16(String(decoding: rest.prefix(4), as: UTF16.self), radix: 16) ?? 0
                )
                rest = rest.dropFirst(4)
            default: units.append(escape)
            }
        }
        return String(decoding: units, as: UTF16.self)
    }
}

extension JSONText {
    /// The content of a JSON string: what `quote` puts between the quotes.
    static func escaped(_ text: String) -> [UInt8] {
        Array(quote(text).utf8.dropFirst().dropLast())
    }
}
