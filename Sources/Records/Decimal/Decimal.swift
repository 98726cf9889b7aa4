/// Numbers as decimal text: the shortest that reads back to the same value, and exact reading.
public enum Decimal {
    /// The most bytes that ``write(_:to:)-(Double,_)`` writes.
    public static let maxBytes = 24

    /// Writes the shortest JSON number that reads back to the same bits.
    ///
    /// The digits are the fewest that round-trip, the nearest among these. They are laid out plainly
    /// (`0.05`, `120`) or with an exponent (`1e-3`, `1.5e300`), whichever is shorter, plainly where
    /// both are as long. Negative zero is `-0`. JSON has no NaN and no infinity: these are `null`.
    ///
    /// - Parameters:
    ///   - value: what to write.
    ///   - destination: room for ``maxBytes`` bytes.
    /// - Returns: the number of bytes written.
    /// - Complexity: O(1). Allocates nothing.
    @unsafe
    public static func write(_ value: Double, to destination: UnsafeMutablePointer<UInt8>) -> Int {
        var out = unsafe DigitWriter(destination)
        let bits = value.bitPattern
        let biased = Int(truncatingIfNeeded: bits >> 52 & 0x7FF)
        let fraction = bits & (1 << 52 &- 1)
        guard biased != 0x7FF else {
            for shift in stride(from: 0, to: 32, by: 8) {
                out.put(UInt8(truncatingIfNeeded: 0x6C6C_756E >> shift))
            }
            return out.count
        }
        if bits >> 63 != 0 { out.put(UInt8(ascii: "-")) }
        guard biased != 0 || fraction != 0 else {
            out.put(UInt8(ascii: "0"))
            return out.count
        }
        let decimal = Shortest.decimal(fraction: fraction, biased: biased)
        layOut(decimal.digits, decimal.exponent, in: &out)
        return out.count
    }

    /// Writes an integer, in at most 20 bytes.
    ///
    /// - Parameters:
    ///   - value: what to write.
    ///   - destination: room for ``maxBytes`` bytes.
    /// - Returns: the number of bytes written.
    /// - Complexity: O(1). Allocates nothing.
    @unsafe
    public static func write(_ value: Int64, to destination: UnsafeMutablePointer<UInt8>) -> Int {
        var out = unsafe DigitWriter(destination)
        if value < 0 { out.put(UInt8(ascii: "-")) }
        out.putDigits(value.magnitude, count: DigitWriter.digitCount(value.magnitude))
        return out.count
    }

    /// The shortest text of a number, as ``write(_:to:)-(Double,_)`` writes it.
    public static func text(_ value: Double) -> String {
        unsafe String(unsafeUninitializedCapacity: maxBytes) { buffer in
            // SAFETY: the buffer has room for maxBytes bytes; its address is nil only when empty.
            guard let start = buffer.baseAddress else { return 0 }
            return unsafe write(value, to: start)
        }
    }

    /// Reads a number as JSON writes it; exactly what `strtod` reads, bit for bit.
    ///
    /// - Parameter text: the number and nothing else.
    /// - Returns: the nearest 64-bit float, ties to even; infinity where it is too large; nil where
    ///   the text is not a JSON number.
    /// - Complexity: O(bytes). Allocates nothing.
    public static func parse(_ text: RawSpan) -> Double? {
        var scanner = JSONScanner(text, maxDepth: 0)
        guard let value = try? scanner.number(), scanner.index == text.byteCount else { return nil }
        return value
    }

    private static func layOut(_ value: UInt64, _ power: Int, in out: inout DigitWriter) {
        var digits = value
        var exponent = power
        while digits % 10 == 0 {
            digits /= 10
            exponent &+= 1
        }
        let count = DigitWriter.digitCount(digits)
        let leading = count &+ exponent  // digits before the point
        let plain =
            exponent >= 0 ? leading : leading > 0 ? count &+ 1 : count &+ 2 &- leading
        let scientific = leading &- 1
        let size = scientific.magnitude
        let exponential =
            count &+ (count > 1 ? 1 : 0) &+ 1 &+ (scientific < 0 ? 1 : 0)
            &+ (size >= 100 ? 3 : size >= 10 ? 2 : 1)

        if plain > exponential {
            out.putPointed(digits, count: count, before: 1)
            out.put(UInt8(ascii: "e"))
            if scientific < 0 { out.put(UInt8(ascii: "-")) }
            out.putDigits(UInt64(size), count: DigitWriter.digitCount(UInt64(size)))
        } else if exponent >= 0 {
            out.putDigits(digits, count: count)
            for _ in 0..<exponent { out.put(UInt8(ascii: "0")) }
        } else if leading > 0 {
            out.putPointed(digits, count: count, before: leading)
        } else {
            out.put(UInt8(ascii: "0"))
            out.put(UInt8(ascii: "."))
            for _ in 0..<(0 &- leading) { out.put(UInt8(ascii: "0")) }
            out.putDigits(digits, count: count)
        }
    }
}
