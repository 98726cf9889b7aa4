import Foundation
import Testing

@testable import Records

@Suite
struct DecimalReadingTests {
    private func expectExact(_ text: String, _ place: SourceLocation = #_sourceLocation) {
        let bytes = Array(text.utf8)
        let ours = Decimal.parse(bytes.span.octets)
        let theirs = strtod(text, nil)
        #expect(
            ours?.bitPattern == theirs.bitPattern,
            "\(text.prefix(60)), \(text.count) bytes",
            sourceLocation: place
        )
    }

    @Test(arguments: [
        "0", "-0", "0.0", "-0.0e0", "1", "-1", "9007199254740992", "9007199254740993",
        "9007199254740994", "9007199254740995", "18446744073709551615", "18446744073709551616",
        "1e22", "1e23", "123e22", "8.5", "17.261699999999998", "0.1", "0.3", "1e-1", "1E+2",
        "4.9406564584124654e-324", "2.4703282292062327e-324", "2.4703282292062328e-324",
        "2.2250738585072011e-308", "2.2250738585072012e-308", "2.2250738585072014e-308",
        "1.7976931348623157e308", "1.7976931348623158e308", "1.7976931348623159e308", "1e308",
        "1e309", "-1e309", "1e400", "1e-400", "1e-323", "0e999999999999999999999", "0e-5",
        "1e99999999999999999999", "1e-99999999999999999999", "7.2057594037927933e16",
        "9.5e-27", "3.0e-28", "1.00000000000000011102230246251565",
        "1.00000000000000011102230246251565404236316680908203125",
        "1.00000000000000011102230246251565404236316680908203126",
        "1.00000000000000011102230246251565404236316680908203124",
        "6929495644600919.5", "3.7455744005952583e15", "2.2250738585072011e-00308",
        "123456789012345678901234567890", "0.000000000000000000000000000000000000000012345678",
        "12345678.12345678", "1234567.123456789012345", "1234567.12345678", "1.12345678",
        "99999999", "100000000000", "1234567890123456789", "12345678901234567890",
    ])
    func `a number is what strtod reads`(text: String) { expectExact(text) }

    @Test func `numbers that lie halfway, and next to it, are rounded as strtod does`() {
        var random = SeededGenerator(seed: Rounds.seed("halfway"))
        for _ in 0..<Rounds.count(1000) {
            let value = Double(bitPattern: random.next() & ~(1 << 63))
            guard value.isFinite, value.nextUp.isFinite else { continue }
            // The midpoint of a float and the next, exactly: 53 bits more are needed.
            let digits = midpoint(value)
            expectExact(digits)
            expectExact(digits.replacing("e", with: "0000000001e"))
            expectExact(digits.replacing("e", with: "1e"))
            // One less in the last place.
            let (mantissa, exponent) = split(digits)
            expectExact(decremented(mantissa) + "e" + exponent)
            expectExact(
                mantissa + String(repeating: "0", count: 800) + "1e" + lowered(exponent, 801)
            )
        }
    }

    @Test func `random texts are read as strtod reads them`() {
        var random = SeededGenerator(seed: Rounds.seed("texts"))
        for round in 0..<Rounds.count(30_000) {
            let count = round % 50 == 0 ? 800 : Int.random(in: 1...25, using: &random)
            var text = Bool.random(using: &random) ? "-" : ""
            let point = Int.random(in: 0...count, using: &random)
            for index in 0..<count {
                if index == point && index > 0 { text += "." }
                text += String(Int.random(in: (index == 0 ? 1 : 0)...9, using: &random))
            }
            if random.next() % 3 != 0 {
                text +=
                    "e\(Int.random(in: -345...315, using: &random) - Int.random(in: 0...point, using: &random))"
            }
            expectExact(text)
        }
    }

    @Test func `random bits survive seventeen digits`() {
        var random = SeededGenerator(seed: Rounds.seed("bits"))
        for round in 0..<Rounds.count(50_000) {
            // Every other one is subnormal.
            let bits = random.next()
            let value = Double(bitPattern: round % 2 == 0 ? bits : bits & 0x800F_FFFF_FFFF_FFFF)
            guard value.isFinite else { continue }
            let text = String(format: "%.16e", value)
            let bytes = Array(text.utf8)
            #expect(Decimal.parse(bytes.span.octets)?.bitPattern == value.bitPattern, "\(text)")
        }
    }

    @Test(arguments: [
        "", "-", "+1", "01", "-01", "1.", ".5", "1e", "1e+", "1.e5", "0x10", "NaN", "Infinity",
        "1_000", "1 ", " 1", "--1", "1.5.5", "1e5.5", "00", "1e5e5", "\u{661}", "1234567.",
        "12345678.", "1.12345678e", "1.1234567812345678.",
    ])
    func `what JSON does not call a number is none`(text: String) {
        let bytes = Array(text.utf8)
        #expect(Decimal.parse(bytes.span.octets) == nil)
    }

    /// The exact decimal text of the number halfway between a float and the next one above.
    private func midpoint(_ value: Double) -> String {
        let bits = value.bitPattern
        let biased = Int(bits >> 52 & 0x7FF)
        let fraction = bits & (1 << 52 - 1)
        let significand = (biased == 0 ? fraction : fraction | 1 << 52) * 2 + 1
        let binary = (biased == 0 ? -1074 : biased - 1075) - 1
        // significand × 2^binary, by schoolbook arithmetic on decimal digits.
        var digits = String(significand).utf8.reversed().map { Int($0) - 48 }
        for _ in 0..<binary.magnitude {
            // For a negative power: × 5, and the point moves one place.
            let factor = binary < 0 ? 5 : 2
            var carry = 0
            for index in digits.indices {
                carry += digits[index] * factor
                digits[index] = carry % 10
                carry /= 10
            }
            while carry > 0 {
                digits.append(carry % 10)
                carry /= 10
            }
        }
        return digits.reversed().map(String.init).joined() + "e\(min(binary, 0))"
    }

    private func split(_ text: String) -> (String, String) {
        let parts = text.split(separator: "e")
        return (String(parts[0]), String(parts[1]))
    }

    private func lowered(_ exponent: String, _ by: Int) -> String {
        Int(exponent).map { String($0 - by) } ?? exponent
    }

    private func decremented(_ digits: String) -> String {
        var bytes = Array(digits.utf8)
        var index = bytes.count - 1
        while bytes[index] == 0x30, index > 0 {
            bytes[index] = 0x39
            index -= 1
        }
        bytes[index] -= 1
        let text = String(decoding: bytes, as: UTF8.self)
        return text.hasPrefix("0") && text.count > 1 ? String(text.dropFirst()) : text
    }
}
