/// Reads the numbers that most events hold, a word at a time.
///
/// Up to seven digits, and behind a point as many as make nineteen; no exponent. Digits on both
/// sides of the point become one run of digits before they are read.
enum FastNumber {
    /// A number's value and its end.
    ///
    /// - Returns: an end of 0 where the number is of another kind, or none at all. The caller checks
    ///   what stands at the end: with a point, a digit or an exponent there, the value is not the
    ///   number's.
    @inline(never)
    static func read(_ bytes: RawSpan, at index: Int) -> (value: Double, end: Int) {
        let word = bytes.word(index)
        let sign: UInt64 = word & 0xFF == 0x2D ? 1 : 0
        let head = (word >> (8 &* sign)) ^ Octets.all(0x30)
        let wholeDigits = Octets.digitCount(decoded: head)
        // One to seven, without a leading zero. Multiplied, as whether a number begins with a zero
        // is not to be predicted.
        let isZeroFirst = Int(truncatingIfNeeded: ((head & 0xFF) &- 1) >> 63)
        guard UInt(bitPattern: wholeDigits &- 1) < 7, isZeroFirst &* (wholeDigits &- 1) == 0 else {
            return (0, 0)
        }
        let bits = UInt64(truncatingIfNeeded: 8 &* wholeDigits)
        let point = index &+ Int(truncatingIfNeeded: sign) &+ wholeDigits
        guard (head >> bits) & 0xFF == 0x2E ^ 0x30 else {
            let whole = Octets.value(decoded: head << (64 &- bits))
            return (signed(whole, sign), point)
        }
        let first = bytes.word(point &+ 1) ^ Octets.all(0x30)
        let run = head & (1 << bits &- 1) | first << bits
        let digits = Octets.digitCount(decoded: run)
        guard digits > wholeDigits else { return (0, 0) }
        let end = point &+ 1 &+ digits &- wholeDigits
        guard digits == 8 else {
            let significand = Octets.value(
                decoded: run << UInt64(truncatingIfNeeded: 64 &- 8 &* digits)
            )
            let scale = JSONScanner.powers[digits &- wholeDigits]
            // Both are exact, so their quotient is correctly rounded (Clinger 1990).
            return (signed(significand, sign, over: scale), end)
        }
        let upper = Octets.value(decoded: run)
        let second = bytes.word(end) ^ Octets.all(0x30)
        let more = Octets.digitCount(decoded: second)
        guard more < 8 else {
            return long(bytes, upper, second, sign, point: point, end: end &+ 8)
        }
        // Fifteen digits at most are exact as well.
        let lower = Octets.value(
            decoded: (second << 8) << UInt64(truncatingIfNeeded: 56 &- 8 &* more)
        )
        let significand = upper &* powers[more] &+ lower
        let scale = JSONScanner.powers[8 &- wholeDigits &+ more]
        return (signed(significand, sign, over: scale), end &+ more)
    }

    /// A number of sixteen to nineteen digits.
    @inline(never)
    private static func long(
        _ bytes: RawSpan,
        _ upper: UInt64,
        _ second: UInt64,
        _ sign: UInt64,
        point: Int,
        end: Int
    ) -> (value: Double, end: Int) {
        let third = bytes.word(end) ^ Octets.all(0x30)
        let more = Octets.digitCount(decoded: third)
        guard more <= 3 else { return (0, 0) }
        let lower = Octets.value(
            decoded: (third << 8) << UInt64(truncatingIfNeeded: 56 &- 8 &* more)
        )
        let both = upper &* powers[8] &+ Octets.value(decoded: second)
        let significand = both &* powers[more] &+ lower
        let fraction = end &+ more &- point &- 1
        guard significand > 1 << 53 else {
            return (signed(significand, sign, over: JSONScanner.powers[fraction]), end &+ more)
        }
        let value = EiselLemire.nearest(significand: significand, exponent: 0 &- fraction)
        return value.map { (sign == 0 ? $0 : -$0, end &+ more) } ?? (0, 0)
    }

    @inline(__always)
    private static func signed(
        _ magnitude: UInt64,
        _ sign: UInt64,
        over scale: Double = 1
    ) -> Double {
        let value = Double(Int64(truncatingIfNeeded: magnitude)) / scale
        return Double(bitPattern: value.bitPattern | sign << 63)
    }

    /// 10^0…10^8.
    private static let powers: InlineArray<9, UInt64> = [
        1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000,
    ]
}
