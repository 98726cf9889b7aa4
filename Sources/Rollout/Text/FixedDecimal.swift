/// Decimals of a stated number of places, as whole numbers: what is exact prints the same anywhere.
enum FixedDecimal {
    /// A number's text in units of 10^-`places`, such as `0.125` of three places: 125.
    ///
    /// - Returns: Nil where the number is negative, not exact in so many places, or beyond `limit`.
    static func units(of text: String, places: Int, limit: Int) -> Int? {
        guard let (digits, exponent) = split(text) else { return nil }
        var units = 0
        for digit in digits {
            units = units * 10 + Int(digit)
            guard units <= 1_000_000_000_000_000 else { return nil }
        }
        guard units > 0 else { return 0 }
        var shift = exponent + places
        guard -40...40 ~= shift else { return nil }
        while shift > 0 {
            units *= 10
            shift -= 1
            guard units <= limit else { return nil }
        }
        while shift < 0 {
            guard units % 10 == 0 else { return nil }
            units /= 10
            shift += 1
        }
        return units <= limit ? units : nil
    }

    /// The shortest text of so many units.
    static func text(_ units: Int, places: Int) -> String {
        var scale = 1
        for _ in 0..<places { scale *= 10 }
        let fraction = units % scale
        guard fraction > 0 else { return String(units / scale) }
        var digits = String(fraction)
        while digits.utf8.count < places { digits = "0" + digits }
        while digits.hasSuffix("0") { digits.removeLast() }
        return "\(units / scale).\(digits)"
    }

    /// The digits without leading zeros and the power of ten of the last; nil for a negative one.
    private static func split(_ text: String) -> (digits: [UInt8], exponent: Int)? {
        var digits: [UInt8] = []
        var exponent = 0
        var isFraction = false
        var rest = Substring(text).utf8
        while let byte = rest.first {
            rest = rest.dropFirst()
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                if byte > UInt8(ascii: "0") || !digits.isEmpty {
                    digits.append(byte - UInt8(ascii: "0"))
                }
                if isFraction { exponent -= 1 }
            case UInt8(ascii: "."): isFraction = true
            case UInt8(ascii: "e"), UInt8(ascii: "E"):
                guard let power = Int(Substring(rest)), -1000...1000 ~= power else { return nil }
                exponent += power
                rest = rest.suffix(0)
            default: return nil
            }
        }
        while digits.last == 0 {
            digits.removeLast()
            exponent += 1
        }
        return (digits, exponent)
    }
}
