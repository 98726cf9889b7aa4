/// Numbers of model files, read exactly.
enum NumberText {
    /// A decimal integer with an optional sign, the whole of `text`; nil for anything else.
    static func integer(_ text: ArraySlice<UInt8>) -> Int? {
        var index = text.startIndex
        let negative = index < text.endIndex && text[index] == UInt8(ascii: "-")
        if negative { index += 1 }
        guard index < text.endIndex, text.endIndex - index <= 18 else { return nil }
        var value = 0
        while index < text.endIndex {
            let digit = text[index] &- UInt8(ascii: "0")
            guard digit <= 9 else { return nil }
            value = value * 10 + Int(digit)
            index += 1
        }
        return negative ? -value : value
    }

    /// The double nearest to a decimal number, the whole of `text`; nil for anything else.
    ///
    /// Also reads `inf`, `-inf` and `nan`, which LightGBM may write. Up to 2^53 as digits and
    /// 22 as exponent the result of one exact division or product is the nearest double; beyond,
    /// the standard library decides.
    static func double(_ text: ArraySlice<UInt8>) -> Double? {
        var index = text.startIndex
        let end = text.endIndex
        let negative = index < end && text[index] == UInt8(ascii: "-")
        if negative || (index < end && text[index] == UInt8(ascii: "+")) { index += 1 }
        var mantissa: UInt64 = 0
        var digits = 0
        var scale = 0
        var seenPoint = false
        while index < end {
            let byte = text[index]
            if byte == UInt8(ascii: ".") && !seenPoint {
                seenPoint = true
            } else if byte &- UInt8(ascii: "0") <= 9 {
                digits += 1
                if digits <= 19 { mantissa = mantissa * 10 + UInt64(byte - UInt8(ascii: "0")) }
                if seenPoint { scale -= 1 }
            } else {
                break
            }
            index += 1
        }
        guard digits > 0 else { return special(text) }
        if index < end {
            guard text[index] == UInt8(ascii: "e") || text[index] == UInt8(ascii: "E") else {
                return nil
            }
            index += 1
            if index < end, text[index] == UInt8(ascii: "+") { index += 1 }
            guard index < end, text[index] != UInt8(ascii: "+"),
                let exponent = integer(text[index...]), abs(exponent) < 1 << 20
            else { return nil }
            scale += exponent
        }
        if digits <= 19 && mantissa <= 1 << 53 && abs(scale) <= 22 {
            let magnitude =
                scale < 0
                ? Double(mantissa) / powersOfTen[-scale] : Double(mantissa) * powersOfTen[scale]
            return negative ? -magnitude : magnitude
        }
        return Double(String(decoding: text, as: UTF8.self))
    }

    private static let powersOfTen: [Double] = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
        1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    ]

    private static func special(_ text: ArraySlice<UInt8>) -> Double? {
        switch String(decoding: text, as: UTF8.self) {
        case "inf", "+inf": .infinity
        case "-inf": -.infinity
        case "nan", "-nan": .nan
        default: nil
        }
    }
}
