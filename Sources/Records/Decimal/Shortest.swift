/// The decimal with the fewest digits that reads back to a given float; among these the nearest.
///
/// - Source: R. Giulietti, The Schubfach way to render doubles (2021).
enum Shortest {
    /// `digits × 10^exponent` for the finite positive float with these IEEE 754 fields.
    ///
    /// Trailing zeros may remain.
    @inline(__always)
    static func decimal(
        fraction: UInt64,
        biased: Int
    ) -> (digits: UInt64, exponent: Int) {
        var significand = fraction
        var binary = -1074
        if biased != 0 {
            significand |= 1 << 52
            binary = biased &- 1075
            if binary <= 0 && binary > -53
                && significand.trailingZeroBitCount >= 0 &- binary
            {
                return (significand >> UInt64(truncatingIfNeeded: 0 &- binary), 0)
            }
        }
        let isOdd = significand & 1
        // The float below a power of two is nearer than the one above.
        let isCloser = fraction == 0 && biased > 1
        let quarter = significand &* 4
        let below = quarter &- 2 &+ (isCloser ? 1 : 0)
        let above = quarter &+ 2
        let decimal = (binary &* 1_262_611 &- (isCloser ? 524_031 : 0)) >> 22
        let shift = UInt64(
            truncatingIfNeeded: binary &+ ((0 &- decimal) &* 1_741_647) >> 19 &+ 1
        )
        let power = roundedUp(power: 0 &- decimal)
        let lower = roundToOdd(power, below << shift) &+ isOdd
        let value = roundToOdd(power, quarter << shift)
        let upper = roundToOdd(power, above << shift) &- isOdd

        let candidate = value / 4
        if candidate >= 10 {
            let shorter = candidate / 10
            let isLowerInside = lower <= 40 &* shorter
            let isUpperInside = 40 &* shorter &+ 40 <= upper
            if isLowerInside != isUpperInside {
                return (shorter &+ (isUpperInside ? 1 : 0), decimal &+ 1)
            }
        }
        let isLowerInside = lower <= 4 &* candidate
        let isUpperInside = 4 &* candidate &+ 4 <= upper
        if isLowerInside != isUpperInside {
            return (candidate &+ (isUpperInside ? 1 : 0), decimal)
        }
        let middle = 4 &* candidate &+ 2
        let roundsUp = value > middle || (value == middle && candidate & 1 != 0)
        return (candidate &+ (roundsUp ? 1 : 0), decimal)
    }

    @inline(__always)
    private static func roundedUp(power: Int) -> (high: UInt64, low: UInt64) {
        let (high, low) = PowersOfFive.words(of: power)
        guard power > 55 || power < -27 else { return (high, low) }
        let (sum, overflow) = low.addingReportingOverflow(1)
        return (high &+ (overflow ? 1 : 0), sum)
    }

    /// The product's upper 64 bits, with the last bit set where anything below them is.
    @inline(__always)
    private static func roundToOdd(
        _ power: (high: UInt64, low: UInt64),
        _ factor: UInt64
    ) -> UInt64 {
        let lower = factor.multipliedFullWidth(by: power.low).high
        let upper = factor.multipliedFullWidth(by: power.high)
        let (middle, overflow) = upper.low.addingReportingOverflow(lower)
        return (upper.high &+ (overflow ? 1 : 0)) | (middle > 1 ? 1 : 0)
    }
}
