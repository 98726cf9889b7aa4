/// Puts digits one after the other into memory that its maker vouches for.
@safe
struct DigitWriter {
    private let start: UnsafeMutablePointer<UInt8>
    /// How many bytes were put.
    private(set) var count = 0

    /// - Precondition: there is room for everything that will be put.
    @unsafe
    init(_ start: UnsafeMutablePointer<UInt8>) {
        unsafe self.start = start
    }

    @inline(__always)
    mutating func put(_ byte: UInt8) {
        // SAFETY: the initialiser's caller vouches for the room.
        unsafe start[count] = byte
        count &+= 1
    }

    /// Puts the decimal digits of a value.
    ///
    /// - Precondition: `count` is the value's number of digits.
    mutating func putDigits(_ value: UInt64, count digits: Int) {
        var rest = value
        var index = count &+ digits
        let end = index
        while index > count {
            index &-= 1
            let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
            // SAFETY: count <= index < end, for which the initialiser's caller vouches.
            unsafe start[index] = UInt8(truncatingIfNeeded: digit) &+ 0x30
            rest = quotient
        }
        count = end
    }

    /// Puts digits with a point after the first `before` of them, without one if that is all.
    mutating func putPointed(_ value: UInt64, count digits: Int, before: Int) {
        guard before < digits else {
            putDigits(value, count: digits)
            return
        }
        let scale = Self.powersOfTen[digits &- before]
        let (whole, fraction) = value.quotientAndRemainder(dividingBy: scale)
        putDigits(whole, count: before)
        put(UInt8(ascii: "."))
        putDigits(fraction, count: digits &- before)
    }

    /// How many decimal digits a value has; 1 for zero.
    @inline(__always)
    static func digitCount(_ value: UInt64) -> Int {
        // 1233 / 4096 is log10(2), near enough for 64 bits.
        let bits = 64 &- (value | 1).leadingZeroBitCount
        let estimate = (bits &* 1233) >> 12
        return estimate &+ (value >= powersOfTen[estimate] ? 1 : 0) &+ (value == 0 ? 1 : 0)
    }

    /// 10^0…10^19.
    static let powersOfTen: InlineArray<20, UInt64> = [
        1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000,
        10_000_000_000, 100_000_000_000, 1_000_000_000_000, 10_000_000_000_000,
        100_000_000_000_000, 1_000_000_000_000_000, 10_000_000_000_000_000,
        100_000_000_000_000_000, 1_000_000_000_000_000_000, 10_000_000_000_000_000_000,
    ]
}
