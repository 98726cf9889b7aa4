/// The id and the time.
extension JSONEventDecoder {
    /// Reads the id: a string, or an integer taken as its text; null means none.
    mutating func readID(_ scanner: inout JSONScanner, depth: Int) throws(DecodeFailure) {
        let start = scanner.index
        switch scanner.next {
        case UInt8(ascii: "\""):
            let text = try scanner.string()
            event.id = PayloadRange(offset: text.start, count: text.count)
            return
        case UInt8(ascii: "n"):
            try scanner.skip(.null)
            return
        case UInt8(ascii: "-"), 0x30...0x39:
            _ = try scanner.number()
            if Self.isInteger(scanner.bytes, from: start, to: scanner.index) {
                event.id = PayloadRange(offset: start, count: scanner.index &- start)
                return
            }
        default: try scanner.skipValue(depth: depth)
        }
        throw DecodeFailure(reason: .invalidID, byteOffset: start)
    }

    /// Reads the time: Unix milliseconds, or an RFC 3339 string; null means none.
    mutating func readTime(_ scanner: inout JSONScanner, depth: Int) throws(DecodeFailure) {
        let start = scanner.index
        switch scanner.next {
        case UInt8(ascii: "n"):
            try scanner.skip(.null)
            return
        case UInt8(ascii: "-"), 0x30...0x39:
            _ = try scanner.number()
            event.timeMs = Self.integer(scanner.bytes, from: start, to: scanner.index)
        case UInt8(ascii: "\""):
            let text = try scanner.string()
            if text.isEscaped {
                var unescaped = scratch.mutableSpan
                if let count = scanner.unescape(text, into: &unescaped) {
                    event.timeMs = Timestamp.milliseconds(
                        scratch.span.octets,
                        from: 0,
                        count: count
                    )
                }
            } else {
                event.timeMs = Timestamp.milliseconds(
                    scanner.bytes,
                    from: text.start,
                    count: text.count
                )
            }
        default: try scanner.skipValue(depth: depth)
        }
        guard event.timeMs != nil else {
            throw DecodeFailure(reason: .invalidTime, byteOffset: start)
        }
    }

    /// Whether a valid number has neither fraction nor exponent.
    private static func isInteger(_ bytes: RawSpan, from start: Int, to end: Int) -> Bool {
        var at = start &+ (bytes.octet(start) == UInt8(ascii: "-") ? 1 : 0)
        while at < end {
            guard JSONScanner.isDigit(bytes.octet(at)) else { return false }
            at &+= 1
        }
        return true
    }

    /// A valid number's value; nil where it is no integer, or does not fit.
    private static func integer(_ bytes: RawSpan, from start: Int, to end: Int) -> Int64? {
        let isNegative = bytes.octet(start) == UInt8(ascii: "-")
        var value: Int64 = 0
        var at = start &+ (isNegative ? 1 : 0)
        while at < end {
            let digit = bytes.octet(at) &- 0x30
            guard digit < 10 else { return nil }
            let (scaled, isTooLarge) = value.multipliedReportingOverflow(by: 10)
            let signed = isNegative ? 0 &- Int64(digit) : Int64(digit)
            let (sum, isTooFar) = scaled.addingReportingOverflow(signed)
            guard !isTooLarge && !isTooFar else { return nil }
            value = sum
            at &+= 1
        }
        return value
    }
}
