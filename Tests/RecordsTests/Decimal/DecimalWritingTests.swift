import Foundation
import Testing

@testable import Records

@Suite
struct DecimalWritingTests {
    @Test(arguments: [
        (0.0, "0"), (-0.0, "-0"), (1, "1"), (-1, "-1"), (0.5, "0.5"), (0.2731, "0.2731"),
        (100, "100"), (1000, "1e3"), (1200, "1200"), (123_456, "123456"), (0.05, "0.05"),
        (0.001, "1e-3"), (0.0015, "0.0015"), (0.00015, "1.5e-4"), (1e21, "1e21"), (1e22, "1e22"),
        (1e23, "1e23"), (9_007_199_254_740_991, "9007199254740991"),
        (9_007_199_254_740_992, "9007199254740992"), (.leastNonzeroMagnitude, "5e-324"),
        (2.2250738585072014e-308, "2.2250738585072014e-308"),
        (1.7976931348623157e308, "1.7976931348623157e308"), (0.1 + 0.2, "0.30000000000000004"),
        (17.261699999999998, "17.261699999999998"), (1.5e300, "1.5e300"), (12.5, "12.5"),
        (-2.2250738585072014e-308, "-2.2250738585072014e-308"), (.nan, "null"),
        (.infinity, "null"), (-.infinity, "null"),
    ])
    func `a number takes the shorter of plain and exponent`(value: Double, text: String) {
        #expect(Decimal.text(value) == text)
    }

    @Test(arguments: [
        (Int64.min, "-9223372036854775808"), (.max, "9223372036854775807"),
        (0, "0"), (-7, "-7"), (10, "10"), (99, "99"), (1_364_774_400_000, "1364774400000"),
    ])
    func `an integer is written with all its digits`(value: Int64, text: String) {
        var bytes = [UInt8](repeating: 0, count: Decimal.maxBytes)
        let count = bytes.withUnsafeMutableBufferPointer {
            $0.baseAddress.map { Decimal.write(value, to: $0) } ?? 0
        }
        #expect(String(decoding: bytes[..<count], as: UTF8.self) == text)
    }

    @Test func `random bits: as few digits as Swift's description, the same value read back`() {
        var random = SeededGenerator(seed: Rounds.seed("writing"))
        var bytes = [UInt8](repeating: 0, count: 64)
        var checked = 0
        for round in 0..<Rounds.count(100_000) {
            let value = Self.value(round, &random)
            guard value.isFinite else { continue }
            let count = bytes.withUnsafeMutableBufferPointer {
                $0.baseAddress.map { Decimal.write(value, to: $0) } ?? 0
            }
            let text = bytes[..<count]
            let ours = Self.digits(text)
            let swift = Self.digits(value.description.utf8)
            let back = Decimal.parse(bytes.span.octets.extracting(0..<count))
            bytes[count] = 0
            let parsed = bytes.withUnsafeBytes { text in
                text.assumingMemoryBound(to: CChar.self).baseAddress.map { strtod($0, nil) }
            }
            checked += 1
            guard ours == swift, count <= Decimal.maxBytes,
                back?.bitPattern == value.bitPattern, parsed?.bitPattern == value.bitPattern
            else {
                Issue.record("\(value) is written \(String(decoding: text, as: UTF8.self))")
                return
            }
        }
        print("\(checked) numbers written and read back")
    }

    @Test func `every power of two and of ten is written and read back`() {
        for exponent in -1074...1023 {
            check(scalbn(1, exponent))
            check(scalbn(1, exponent).nextUp)
            check(scalbn(1, exponent).nextDown)
        }
        for exponent in -323...308 { check(strtod("1e\(exponent)", nil)) }
    }

    private func check(_ value: Double) {
        let text = Decimal.text(value)
        #expect(strtod(text, nil).bitPattern == value.bitPattern, "\(text)")
        #expect(Self.digits(text.utf8) == Self.digits(value.description.utf8), "\(text)")
    }

    /// Bits of every kind: any, subnormal, whole, of few digits.
    private static func value(_ round: Int, _ random: inout SeededGenerator) -> Double {
        let bits = random.next()
        switch round % 5 {
        case 0: return Double(bitPattern: bits & 0x800F_FFFF_FFFF_FFFF)
        case 1: return Double(Int64(bitPattern: bits) >> Int64(bits % 60))
        case 2: return Double(Int64(bitPattern: bits) >> 40) / 10_000
        default: return Double(bitPattern: bits)
        }
    }

    /// Sign, digits without zeros at either end, and the power of ten of the first.
    private static func digits(_ text: some Sequence<UInt8>) -> [Int] {
        var digits: [Int] = []
        var exponent = 0
        var isFraction = false
        var isExponent = false
        var sign = 1
        var power = 0
        var powerSign = 1
        for byte in text {
            switch byte {
            case 0x2D: if isExponent { powerSign = -1 } else { sign = -1 }
            case 0x2E: isFraction = true
            case 0x65: isExponent = true
            case 0x30...0x39 where isExponent: power = power * 10 + Int(byte) - 48
            case 0x30...0x39:
                if isFraction { exponent -= 1 }
                if !digits.isEmpty || byte != 0x30 { digits.append(Int(byte) - 48) }
            default: break
            }
        }
        exponent += power * powerSign
        while digits.last == 0 {
            digits.removeLast()
            exponent += 1
        }
        return digits.isEmpty ? [sign] : [sign, exponent] + digits
    }
}
