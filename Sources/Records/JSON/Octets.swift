/// Reading bytes of a payload so that reading past its end is impossible.
///
/// Beyond the end there are zeros, which JSON allows nowhere: a scanner that runs into the end
/// stops there by the grammar, and needs no test of its own.
extension RawSpan {
    /// The byte at an index; 0 past the end.
    ///
    /// - Precondition: the index is not negative.
    @inline(__always)
    func octet(_ index: Int) -> UInt8 {
        guard index < byteCount else { return 0 }
        // SAFETY: 0 <= index < byteCount.
        return unsafe unsafeLoad(fromUncheckedByteOffset: index, as: UInt8.self)
    }

    /// Eight bytes from an index, the first lowest; zeros past the end.
    ///
    /// - Precondition: the index is not negative.
    @inline(__always)
    func word(_ index: Int) -> UInt64 {
        guard index &+ 8 <= byteCount else { return lastWord(index) }
        // SAFETY: 0 <= index and index + 8 <= byteCount.
        let word = unsafe unsafeLoadUnaligned(fromUncheckedByteOffset: index, as: UInt64.self)
        return UInt64(littleEndian: word)
    }

    @inline(never)
    private func lastWord(_ index: Int) -> UInt64 {
        var word: UInt64 = 0
        var shift: UInt64 = 0
        var at = index
        while at < byteCount {
            word |= UInt64(octet(at)) &<< shift
            shift &+= 8
            at &+= 1
        }
        return word
    }
}

/// Eight bytes at a time in one 64-bit word, the first byte lowest.
enum Octets {
    /// A byte repeated eight times.
    @inline(__always)
    static func all(_ byte: UInt8) -> UInt64 { 0x0101_0101_0101_0101 &* UInt64(byte) }

    /// Marks, in bit 7 of each byte, where a string's fast scan must stop.
    ///
    /// At a quote, a backslash, a control character, and any byte that is not ASCII. The lowest mark
    /// is exact.
    @inline(__always)
    static func specials(_ word: UInt64) -> UInt64 {
        let quote = word ^ all(0x22)
        let backslash = word ^ all(0x5C)
        let marks =
            (quote &- all(1)) & ~quote | (backslash &- all(1)) & ~backslash
            | (word &- all(0x20)) & ~word | word
        return marks & all(0x80)
    }

    /// How many of the leading bytes are 0…9: 0…8.
    @inline(__always)
    static func digitCount(decoded digits: UInt64) -> Int {
        let marks = (digits &+ all(0x76) | digits) & all(0x80)
        return marks.trailingZeroBitCount >> 3
    }

    /// The value of eight bytes of 0…9, the most significant one first.
    @inline(__always)
    static func value(decoded digits: UInt64) -> UInt64 {
        let pairs = digits &* 10 &+ digits >> 8
        let upper = (pairs & 0x0000_00FF_0000_00FF) &* 0x000F_4240_0000_0064
        let lower = (pairs >> 16 & 0x0000_00FF_0000_00FF) &* 0x0000_2710_0000_0001
        return (upper &+ lower) >> 32
    }
}

extension Span where Element: FixedWidthInteger & BitwiseCopyable {
    /// The elements' bytes.
    @inline(__always)
    var octets: RawSpan {
        @_lifetime(copy self)
        get {
            // SAFETY: integers have no padding, every byte is initialised.
            unsafe bytes
        }
    }
}
