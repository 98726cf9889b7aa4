import Glibc

/// A decimal number taken apart: its first nineteen significant digits, and its power of ten.
struct DecimalParts {
    /// Where its text begins.
    var start: Int
    /// Whether it has a minus.
    var isNegative = false
    /// The first nineteen significant digits.
    var significand: UInt64 = 0
    /// The power of ten of the last of them.
    var exponent = 0
    /// How many significant digits there are.
    var digits = 0
    /// Where the digits begin, and where they (and the point among them) end.
    var digitsStart = 0
    var digitsEnd = 0

    /// The significant digits of the longest number that lies halfway between two floats.
    ///
    /// More digits than these can only tell whether something is above such a number.
    static let decisiveDigits = 768

    init(start: Int) { self.start = start }

    /// Takes the next digit.
    @inline(__always)
    mutating func take(_ digit: UInt8, isFraction: Bool) {
        if digits == 0 && digit == 0 {
            if isFraction { exponent &-= 1 }
        } else if digits < 19 {
            significand = significand &* 10 &+ UInt64(digit)
            digits &+= 1
            if isFraction { exponent &-= 1 }
        } else {
            digits &+= 1
            if !isFraction { exponent &+= 1 }
        }
    }

    /// The nearest 64-bit float, ties to even: what `strtod` reads, bit for bit.
    func value(in bytes: RawSpan) -> Double {
        let magnitude = magnitude(in: bytes)
        return isNegative ? -magnitude : magnitude
    }

    private func magnitude(in bytes: RawSpan) -> Double {
        if digits <= 19 {
            if significand <= 1 << 53 && exponent >= -22 && exponent <= 22 {
                let exact = Double(Int64(truncatingIfNeeded: significand))
                let power = JSONScanner.powers[exponent < 0 ? 0 &- exponent : exponent]
                return exponent < 0 ? exact / power : exact * power
            }
            if let nearest = EiselLemire.nearest(significand: significand, exponent: exponent) {
                return nearest
            }
        } else if let below = EiselLemire.nearest(significand: significand, exponent: exponent),
            let above = EiselLemire.nearest(significand: significand &+ 1, exponent: exponent),
            below == above
        {
            // The digits that were left out cannot matter.
            return below
        }
        return decided(by: bytes)
    }

    /// Lets `strtod` decide, on a bounded copy: digits and exponent without a point, which no
    /// locale can change.
    @inline(never)
    private func decided(by bytes: RawSpan) -> Double {
        unsafe withUnsafeTemporaryAllocation(
            of: CChar.self,
            capacity: Self.decisiveDigits + 32
        ) { buffer in
            var text = unsafe OutputSpan(buffer: buffer, initializedCount: 0)
            let left = copyDigits(of: bytes, to: &text)
            // The exponent is that of the nineteenth digit, if there are as many.
            var power = exponent &- (text.count &- min(digits, 19))
            if left {
                text.append(0x31)
                power &-= 1
            }
            text.append(0x65)
            if power < 0 { text.append(0x2D) }
            let size = min(power.magnitude, 99_999)
            var scale: UInt = 10_000
            while scale > 0 {
                text.append(CChar(truncatingIfNeeded: 0x30 + size / scale % 10))
                scale /= 10
            }
            text.append(0)
            _ = unsafe text.finalize(for: buffer)
            // SAFETY: the text just written ends with a zero; the buffer is not empty.
            return unsafe buffer.baseAddress.map { unsafe strtod($0, nil) } ?? 0
        }
    }

    /// Copies the decisive significant digits; says whether any other than zero was left out.
    private func copyDigits(of bytes: RawSpan, to text: inout OutputSpan<CChar>) -> Bool {
        for place in digitsStart..<digitsEnd {
            let byte = bytes.octet(place)
            guard byte != UInt8(ascii: "."), text.count > 0 || byte != 0x30 else { continue }
            if text.count < Self.decisiveDigits {
                text.append(CChar(truncatingIfNeeded: byte))
            } else if byte != 0x30 {
                return true
            }
        }
        return false
    }
}
