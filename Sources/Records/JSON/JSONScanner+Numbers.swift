extension JSONScanner {
    /// Checks and passes over a number; infinity where it is too large for a 64-bit float.
    ///
    /// What most events hold (up to seven digits, a point, up to fifteen more) is read a word at a
    /// time with no branch that depends on how many digits there are.
    ///
    /// - Precondition: the next byte is a digit or a minus.
    @inline(__always)
    mutating func number() throws(DecodeFailure) -> Double {
        let isNegative = next == UInt8(ascii: "-")
        let start = index &+ (isNegative ? 1 : 0)
        let head = bytes.word(start)
        let wholeDigits = Octets.digitCount(head)
        guard wholeDigits &- 1 < 7 && wholeDigits != 0,
            wholeDigits == 1 || head & 0xFF != 0x30
        else { return try anyNumber() }
        let whole = Octets.value(head, digits: wholeDigits)
        let after = UInt8(
            truncatingIfNeeded: head >> UInt64(truncatingIfNeeded: 8 &* wholeDigits)
        )
        guard after == UInt8(ascii: ".") else {
            if after | 0x20 == UInt8(ascii: "e") { return try anyNumber() }
            index = start &+ wholeDigits
            let value = Double(Int64(truncatingIfNeeded: whole))
            return isNegative ? -value : value
        }
        let point = start &+ wholeDigits
        let tail = bytes.word(point &+ 1)
        let tailDigits = Octets.digitCount(tail)
        guard tailDigits != 0 else { return try anyNumber() }
        var significand =
            whole &* Self.integerPowers[tailDigits] &+ Octets.value(tail, digits: tailDigits)
        var fractionDigits = tailDigits
        var end: UInt8
        if tailDigits < 8 {
            end = UInt8(truncatingIfNeeded: tail >> UInt64(truncatingIfNeeded: 8 &* tailDigits))
        } else {
            let rest = bytes.word(point &+ 9)
            let restDigits = Octets.digitCount(rest)
            guard restDigits < 8, wholeDigits &+ 8 &+ restDigits <= 19 else {
                return try anyNumber()
            }
            if restDigits > 0 {
                significand =
                    significand &* Self.integerPowers[restDigits]
                    &+ Octets.value(rest, digits: restDigits)
            }
            fractionDigits &+= restDigits
            end = UInt8(truncatingIfNeeded: rest >> UInt64(truncatingIfNeeded: 8 &* restDigits))
        }
        if end | 0x20 == UInt8(ascii: "e") { return try anyNumber() }
        let value: Double
        if significand <= 1 << 53 {
            // Both are exact, so their quotient is correctly rounded (Clinger 1990).
            value = Double(Int64(truncatingIfNeeded: significand)) / Self.powers[fractionDigits]
        } else {
            guard
                let nearest = EiselLemire.nearest(
                    significand: significand,
                    exponent: 0 &- fractionDigits
                )
            else { return try anyNumber() }
            value = nearest
        }
        index = point &+ 1 &+ fractionDigits
        return isNegative ? -value : value
    }

    /// Any number, by its parts.
    @inline(never)
    private mutating func anyNumber() throws(DecodeFailure) -> Double {
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

    @inline(__always)
    static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

    /// 10^0…10^8.
    @inline(__always)
    private static var integerPowers: InlineArray<9, UInt64> {
        [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000]
    }

    /// 10^0…10^22, each of which a 64-bit float holds exactly.
    static let powers: InlineArray<23, Double> = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
        1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    ]
}
