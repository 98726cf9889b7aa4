extension JSONScanner {
    /// Checks and passes over a number; infinity where it is too large for a 64-bit float.
    ///
    /// - Precondition: the next byte is a digit or a minus.
    @inline(__always)
    mutating func number() throws(DecodeFailure) -> Double {
        let (value, end) = FastNumber.read(bytes, at: index)
        guard end > 0, !Self.continuesNumber(bytes.octet(end)) else { return try anyNumber() }
        index = end
        return value
    }

    /// Any number, by its parts.
    @inline(never)
    mutating func anyNumber() throws(DecodeFailure) -> Double {
        var decimal = DecimalParts(start: index)
        try scan(&decimal)
        return decimal.value(in: bytes)
    }

    /// Checks a number's grammar and takes it apart.
    private mutating func scan(_ decimal: inout DecimalParts) throws(DecodeFailure) {
        var at = index
        decimal.isNegative = bytes.octet(at) == UInt8(ascii: "-")
        if decimal.isNegative { at &+= 1 }
        let first = bytes.octet(at)
        guard Self.isDigit(first) else { throw failure(.invalidNumber, at: at) }
        decimal.digitsStart = at
        if first == 0x30 {
            at &+= 1
            guard !Self.isDigit(bytes.octet(at)) else { throw failure(.invalidNumber, at: at) }
        } else {
            takeDigits(&at, into: &decimal, areFraction: false)
        }
        if bytes.octet(at) == UInt8(ascii: ".") {
            at &+= 1
            guard Self.isDigit(bytes.octet(at)) else { throw failure(.invalidNumber, at: at) }
            takeDigits(&at, into: &decimal, areFraction: true)
        }
        decimal.digitsEnd = at
        if bytes.octet(at) | 0x20 == UInt8(ascii: "e") {
            at &+= 1
            let sign = bytes.octet(at)
            if sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { at &+= 1 }
            guard Self.isDigit(bytes.octet(at)) else { throw failure(.invalidNumber, at: at) }
            takeExponent(&at, isNegative: sign == UInt8(ascii: "-"), into: &decimal)
        }
        index = at
    }

    private func takeDigits(
        _ at: inout Int,
        into decimal: inout DecimalParts,
        areFraction: Bool
    ) {
        while true {
            let digit = bytes.octet(at) &- 0x30
            guard digit < 10 else { return }
            decimal.take(digit, isFraction: areFraction)
            at &+= 1
        }
    }

    private func takeExponent(
        _ at: inout Int,
        isNegative: Bool,
        into decimal: inout DecimalParts
    ) {
        // Far beyond what the longest payload's digits could make up for.
        let limit = 1 << 50
        var exponent = 0
        while true {
            let digit = bytes.octet(at) &- 0x30
            guard digit < 10 else { break }
            exponent = min(exponent &* 10 &+ Int(digit), limit)
            at &+= 1
        }
        decimal.exponent &+= isNegative ? 0 &- exponent : exponent
    }

    /// Whether a byte behind a part of a number belongs to the number.
    @inline(__always)
    static func continuesNumber(_ byte: UInt8) -> Bool {
        byte | 0x20 == UInt8(ascii: "e") || byte == UInt8(ascii: ".") || isDigit(byte)
    }

    @inline(__always)
    static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

    /// 10^0…10^22, each of which a 64-bit float holds exactly.
    static let powers: InlineArray<23, Double> = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
        1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    ]
}
