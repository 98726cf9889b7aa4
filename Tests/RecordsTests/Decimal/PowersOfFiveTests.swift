import Testing

@testable import Records

@Suite
struct PowersOfFiveTests {
    @Test func `the table is what exact arithmetic gives`() {
        let computed = Self.compute()
        #expect(computed.count == PowersOfFive.words.count)
        for index in computed.indices { #expect(PowersOfFive.words[index] == computed[index]) }
    }

    private static func compute() -> [UInt64] {
        var table = [UInt64](repeating: 0, count: 1334)
        // 960 bits hold 5^324 (753 bits), and 2^959 / 5^342 still has more than 128.
        var power = [UInt64](repeating: 0, count: 15)
        power[0] = 1
        for exponent in 0...PowersOfFive.largest {
            store(leading128(power), of: exponent, in: &table)
            multiplyBy5(&power)
        }
        // floor(floor(x / 5) / 5) = floor(x / 25): repeated division stays exact.
        var reciprocal = [UInt64](repeating: 0, count: 15)
        reciprocal[14] = 1 << 63
        for exponent in stride(from: -1, through: PowersOfFive.smallest, by: -1) {
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
        in table: inout [UInt64]
    ) {
        let index = 2 * (exponent - PowersOfFive.smallest)
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
