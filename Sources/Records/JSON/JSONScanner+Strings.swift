/// A string's content inside the payload, escapes as they stand.
struct JSONString {
    /// Its first byte, behind the opening quote.
    var start: Int
    /// Its end: where the closing quote is.
    var end: Int
    /// Whether it has escapes.
    var isEscaped: Bool

    @inline(__always)
    var count: Int { end &- start }
}

extension JSONScanner {
    /// Checks and passes over a string, quotes included.
    ///
    /// Eight bytes at a time while they are plain ASCII.
    ///
    /// - Precondition: the next byte is a quote.
    @inline(__always)
    mutating func string() throws(DecodeFailure) -> JSONString {
        let start = index &+ 1
        var at = start
        while true {
            let marks = Octets.specials(bytes.word(at))
            guard marks != 0 else {
                at &+= 8
                continue
            }
            at &+= marks.trailingZeroBitCount >> 3
            guard bytes.octet(at) == UInt8(ascii: "\"") else { break }
            index = at &+ 1
            return JSONString(start: start, end: at, isEscaped: false)
        }
        return try stringWithSpecials(start: start, from: at)
    }

    /// The rest of a string from its first byte that is not plain.
    @inline(never)
    private mutating func stringWithSpecials(
        start: Int,
        from first: Int
    ) throws(DecodeFailure) -> JSONString {
        var at = first
        var isEscaped = false
        while true {
            let marks = Octets.specials(bytes.word(at))
            guard marks != 0 else {
                at &+= 8
                continue
            }
            at &+= marks.trailingZeroBitCount >> 3
            let byte = bytes.octet(at)
            switch byte {
            case UInt8(ascii: "\""):
                index = at &+ 1
                return JSONString(start: start, end: at, isEscaped: isEscaped)
            case UInt8(ascii: "\\"):
                isEscaped = true
                at = try escape(at).end
            case 0..<0x20: throw failure(.controlCharacter, at: at)
            default: at = try multibyte(at)
            }
        }
    }

    /// The end of a character of two to four bytes.
    ///
    /// - Source: RFC 3629, section 4: no overlong form, no surrogate, nothing above U+10FFFF.
    private func multibyte(_ at: Int) throws(DecodeFailure) -> Int {
        let second = bytes.octet(at &+ 1)
        let range: ClosedRange<UInt8>
        let count: Int
        switch bytes.octet(at) {
        case 0xC2...0xDF: (range, count) = (0x80...0xBF, 2)
        case 0xE0: (range, count) = (0xA0...0xBF, 3)
        case 0xE1...0xEC, 0xEE, 0xEF: (range, count) = (0x80...0xBF, 3)
        case 0xED: (range, count) = (0x80...0x9F, 3)
        case 0xF0: (range, count) = (0x90...0xBF, 4)
        case 0xF1...0xF3: (range, count) = (0x80...0xBF, 4)
        case 0xF4: (range, count) = (0x80...0x8F, 4)
        default: throw failure(.invalidUTF8, at: at)
        }
        guard range.contains(second) else { throw failure(.invalidUTF8, at: at &+ 1) }
        var place = at &+ 2
        while place < at &+ count {
            guard bytes.octet(place) & 0xC0 == 0x80 else { throw failure(.invalidUTF8, at: place) }
            place &+= 1
        }
        return place
    }

    /// The character that an escape stands for, and the escape's end.
    private func escape(_ at: Int) throws(DecodeFailure) -> (scalar: UInt32, end: Int) {
        switch bytes.octet(at &+ 1) {
        case UInt8(ascii: "\""): return (0x22, at &+ 2)
        case UInt8(ascii: "\\"): return (0x5C, at &+ 2)
        case UInt8(ascii: "/"): return (0x2F, at &+ 2)
        case UInt8(ascii: "b"): return (0x08, at &+ 2)
        case UInt8(ascii: "f"): return (0x0C, at &+ 2)
        case UInt8(ascii: "n"): return (0x0A, at &+ 2)
        case UInt8(ascii: "r"): return (0x0D, at &+ 2)
        case UInt8(ascii: "t"): return (0x09, at &+ 2)
        case UInt8(ascii: "u"): break
        default: throw failure(.invalidEscape, at: at &+ 1)
        }
        let unit = try hexadecimal(at &+ 2)
        switch unit {
        case 0xDC00...0xDFFF: throw failure(.loneSurrogate, at: at)
        case 0xD800...0xDBFF:
            guard at &+ 6 < bytes.byteCount else {
                throw failure(.truncated, at: bytes.byteCount)
            }
            guard bytes.octet(at &+ 6) == UInt8(ascii: "\\"),
                bytes.octet(at &+ 7) == UInt8(ascii: "u")
            else { throw failure(.loneSurrogate, at: at) }
            let low = try hexadecimal(at &+ 8)
            guard (0xDC00...0xDFFF).contains(low) else { throw failure(.loneSurrogate, at: at) }
            return (0x10000 &+ (unit &- 0xD800) << 10 &+ (low &- 0xDC00), at &+ 12)
        default: return (unit, at &+ 6)
        }
    }

    private func hexadecimal(_ at: Int) throws(DecodeFailure) -> UInt32 {
        var value: UInt32 = 0
        for place in at..<at &+ 4 {
            let byte = bytes.octet(place)
            let digit: UInt8
            switch byte {
            case 0x30...0x39: digit = byte &- 0x30
            case 0x41...0x46: digit = byte &- 0x37
            case 0x61...0x66: digit = byte &- 0x57
            default: throw failure(.invalidEscape, at: place)
            }
            value = value << 4 | UInt32(digit)
        }
        return value
    }

    /// Writes a string's text, escapes resolved.
    ///
    /// - Parameters:
    ///   - string: one that ``string()`` returned, of this payload.
    ///   - text: room for the text.
    /// - Returns: the text's bytes; nil if they do not fit.
    @inline(never)
    func unescape(_ string: JSONString, into text: inout MutableSpan<UInt8>) -> Int? {
        var count = 0
        var at = string.start
        while at < string.end {
            var encoded: UInt32
            var width: Int
            if bytes.octet(at) == UInt8(ascii: "\\") {
                guard let escape = try? escape(at) else { return nil }
                (encoded, width) = Self.utf8(escape.scalar)
                at = escape.end
            } else {
                (encoded, width) = (UInt32(bytes.octet(at)), 1)
                at &+= 1
            }
            guard count &+ width <= text.count else { return nil }
            while width > 0 {
                text[count] = UInt8(truncatingIfNeeded: encoded)
                encoded >>= 8
                count &+= 1
                width &-= 1
            }
        }
        return count
    }

    /// A character's UTF-8, the first byte lowest.
    private static func utf8(_ scalar: UInt32) -> (bytes: UInt32, count: Int) {
        let last = 0x80 | scalar & 0x3F
        let third = 0x80 | scalar >> 6 & 0x3F
        let second = 0x80 | scalar >> 12 & 0x3F
        if scalar < 0x80 { return (scalar, 1) }
        if scalar < 0x800 { return (0xC0 | scalar >> 6 | last << 8, 2) }
        if scalar < 0x10000 { return (0xE0 | scalar >> 12 | third << 8 | last << 16, 3) }
        return (0xF0 | scalar >> 18 | second << 8 | third << 16 | last << 24, 4)
    }
}
