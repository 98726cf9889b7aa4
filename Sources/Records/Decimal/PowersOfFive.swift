/// The leading 128 bits of the powers of five from 5^-342 to 5^324.
///
/// Exact for 5^0…5^55. Else rounded down, but for 5^-27…5^-1, which are rounded up as the proof of
/// Eisel and Lemire's algorithm wants them. ``Shortest`` wants the others rounded up as well and
/// adds the one itself. Computed once, by exact arithmetic, in less than a millisecond.
///
/// - Source: D. Lemire, Number parsing at a gigabyte per second (2021), section 5; table as in
///   its `fast_float` library.
enum PowersOfFive {
    static let smallest = -342
    static let largest = 324

    /// High word and low word of each power, the top bit of the high word set.
    static let words: InlineArray<1334, UInt64> = compute()

    /// The two words of 5^exponent.
    ///
    /// - Precondition: `smallest...largest` contains `exponent`.
    @inline(__always)
    static func words(of exponent: Int) -> (high: UInt64, low: UInt64) {
        let index = 2 &* (exponent &- smallest)
        return (words[index], words[index &+ 1])
    }

    private static func compute() -> InlineArray<1334, UInt64> {
        var table = InlineArray<1334, UInt64>(repeating: 0)
        // 960 bits hold 5^324 (753 bits), and 2^959 / 5^342 still has more than 128.
        var power = [UInt64](repeating: 0, count: 15)
        power[0] = 1
        for exponent in 0...largest {
            store(leading128(power), of: exponent, in: &table)
            multiplyBy5(&power)
        }
        // floor(floor(x / 5) / 5) = floor(x / 25): repeated division stays exact.
        var reciprocal = [UInt64](repeating: 0, count: 15)
        reciprocal[14] = 1 << 63
        for exponent in stride(from: -1, through: smallest, by: -1) {
            divideBy5(&reciprocal)
            var value = leading128(reciprocal)
            if exponent >= -27 { value += 1 }
            store(value, of: exponent, in: &table)
        }
        return table
    }

    private static func store(
        _ value: UInt128,
        of exponent: Int,
        in table: inout InlineArray<1334, UInt64>
    ) {
        let index = 2 * (exponent - smallest)
        table[index] = UInt64(truncatingIfNeeded: value >> 64)
        table[index + 1] = UInt64(truncatingIfNeeded: value)
    }

    private static func multiplyBy5(_ limbs: inout [UInt64]) {
        var carry: UInt64 = 0
        for index in limbs.indices {
            let product = limbs[index].multipliedFullWidth(by: 5)
            let (low, overflow) = product.low.addingReportingOverflow(carry)
            limbs[index] = low
            carry = product.high + (overflow ? 1 : 0)
        }
    }

    private static func divideBy5(_ limbs: inout [UInt64]) {
        var remainder: UInt64 = 0
        for index in limbs.indices.reversed() {
            (limbs[index], remainder) = UInt64(5).dividingFullWidth((remainder, limbs[index]))
        }
    }

    /// The 128 bits from the highest set bit downward.
    private static func leading128(_ limbs: [UInt64]) -> UInt128 {
        guard let top = limbs.lastIndex(where: { $0 != 0 }) else { return 0 }
        let shift = limbs[top].leadingZeroBitCount
        let limb = { (index: Int) in index >= 0 ? UInt128(limbs[index]) : 0 }
        let value = limb(top) << 64 | limb(top - 1)
        guard shift > 0 else { return value }
        return value << UInt128(shift) | limb(top - 2) >> UInt128(64 - shift)
    }
}
