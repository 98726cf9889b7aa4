/// The 64-bit float nearest to `significand × 10^exponent`, by one or two multiplications.
///
/// - Source: D. Lemire, Number parsing at a gigabyte per second (2021), section 5 and 8; D. Lemire
///   and N. Mushtak, Fast number parsing without fallback (2023).
enum EiselLemire {
    /// The nearest float, ties to even; infinity where it is too large; nil where 128 bits of the
    /// power do not decide.
    @inline(__always)
    static func nearest(significand: UInt64, exponent: Int) -> Double? {
        if significand == 0 || exponent < PowersOfFive.smallest { return 0 }
        if exponent > 308 { return .infinity }
        let shift = significand.leadingZeroBitCount
        let normal = significand << UInt64(truncatingIfNeeded: shift)
        let power = PowersOfFive.words(of: exponent)
        var (high, low) = normal.multipliedFullWidth(by: power.high)
        if high & 0x1FF == 0x1FF {
            let second = normal.multipliedFullWidth(by: power.low).high
            low = low &+ second
            if low < second { high &+= 1 }
        }
        if low == .max && !(exponent >= -27 && exponent <= 55) { return nil }

        let upper = Int(truncatingIfNeeded: high >> 63)
        var mantissa = high >> UInt64(truncatingIfNeeded: upper &+ 9)
        // 217706 / 65536 is log2(10), near enough for these exponents.
        var binary = ((217_706 &* exponent) >> 16) &+ 63 &+ upper &- shift &+ 1023
        if binary <= 0 {
            if binary <= -63 { return 0 }
            mantissa >>= UInt64(truncatingIfNeeded: 1 &- binary)
            mantissa = (mantissa &+ (mantissa & 1)) >> 1
            // Rounding up to the smallest normal number sets the exponent's bit by itself.
            return Double(bitPattern: mantissa)
        }
        if low <= 1 && exponent >= -4 && exponent <= 23 && mantissa & 3 == 1
            && mantissa << UInt64(truncatingIfNeeded: upper &+ 9) == high
        {
            // Exactly halfway: to even.
            mantissa &= ~1
        }
        mantissa = (mantissa &+ (mantissa & 1)) >> 1
        if mantissa >= 1 << 53 {
            mantissa = 1 << 52
            binary &+= 1
        }
        if binary >= 0x7FF { return .infinity }
        return Double(
            bitPattern: mantissa & ~(1 << 52) | UInt64(truncatingIfNeeded: binary) << 52
        )
    }
}
