/// What a captured value is, once the payload was read.
extension CapturedValue {
    /// Whether it is a string; else a number, `true` or `false`.
    func isString(in payload: RawSpan) -> Bool {
        // Before a value that is no string stands a colon, a comma, a bracket or white space.
        isPresent && offset > 0 && payload.octet(Int(offset) &- 1) == UInt8(ascii: "\"")
    }

    /// Its bytes as they stand; empty where it is no part of the payload.
    @_lifetime(copy payload)
    private func bytes(in payload: RawSpan) -> RawSpan {
        let end = Int(offset) &+ Int(count)
        guard isPresent, offset >= 0, end <= payload.byteCount else {
            return payload.extracting(0..<0)
        }
        return payload.extracting(Int(offset)..<end)
    }

    /// The hash of its text, escapes resolved; nil where there is none, or none that `scratch` holds.
    func hash(in payload: RawSpan, scratch: inout [UInt8]) -> TextHash? {
        guard isPresent, Int(offset) &+ Int(count) <= payload.byteCount else { return nil }
        guard isEscaped else {
            return Int(count) <= scratch.count ? TextHash(bytes(in: payload)) : nil
        }
        var room = scratch.mutableSpan
        guard let length = unescape(payload, into: &room) else { return nil }
        return TextHash(scratch.span.octets.extracting(0..<length))
    }

    /// Its text, escapes resolved.
    ///
    /// - Parameter payload: what it was captured from.
    /// - Returns: nil where there is none.
    public func text(in payload: RawSpan) -> String? {
        guard isPresent, offset >= 0, Int(offset) &+ Int(count) <= payload.byteCount else {
            return nil
        }
        // Escapes make a text shorter, never longer.
        var text = [UInt8](repeating: 0, count: Int(count))
        var room = text.mutableSpan
        guard let length = unescape(payload, into: &room) else { return nil }
        return String(decoding: text[..<length], as: UTF8.self)
    }

    /// Its number; infinite where it is too large for a 64-bit float, nil where it is none.
    func number(in payload: RawSpan) -> Double? {
        guard isPresent, !isString(in: payload) else { return nil }
        let first = payload.octet(Int(offset))
        guard first == UInt8(ascii: "-") || JSONScanner.isDigit(first) else { return nil }
        var scanner = JSONScanner(payload, maxDepth: 1, index: Int(offset))
        return try? scanner.number()
    }

    /// Its integer; nil where it has a fraction or an exponent, or does not fit.
    func integer(in payload: RawSpan) -> Int64? {
        guard isPresent, count > 0, !isString(in: payload) else { return nil }
        let isNegative = payload.octet(Int(offset)) == UInt8(ascii: "-")
        var value: Int64 = 0
        for at in Int(offset) &+ (isNegative ? 1 : 0)..<Int(offset) &+ Int(count) {
            let digit = payload.octet(at) &- 0x30
            guard digit < 10 else { return nil }
            let (scaled, isTooLarge) = value.multipliedReportingOverflow(by: 10)
            let signed = isNegative ? 0 &- Int64(digit) : Int64(digit)
            let (sum, isTooFar) = scaled.addingReportingOverflow(signed)
            guard !isTooLarge && !isTooFar else { return nil }
            value = sum
        }
        return value
    }

    /// 1 for `true`, 0 for `false`; nil for anything else.
    func truth(in payload: RawSpan) -> Double? {
        guard isPresent, !isString(in: payload) else { return nil }
        switch payload.octet(Int(offset)) {
        case UInt8(ascii: "t"): return 1
        case UInt8(ascii: "f"): return 0
        default: return nil
        }
    }
}
