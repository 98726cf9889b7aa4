/// 128 bits that stand for a text: equal texts have equal ones, on every machine and in every release.
///
/// SipHash-2-4 with a fixed key. Two texts share a hash by chance once in 2¹²⁸ pairs. Whoever knows the
/// key could look for such a pair on purpose; it would join a label to another event, which whoever may
/// write labels can do anyway.
///
/// - Source: J.-P. Aumasson, D. Bernstein, "SipHash: a fast short-input PRF" (2012), the variant of 128
///   bits; the key is that of the reference vectors, the bytes 0 to 15.
public struct TextHash: Sendable, Hashable, BitwiseCopyable {
    /// The first eight bytes of the output, the first lowest.
    public let first: UInt64
    /// The last eight bytes of the output, the first lowest.
    public let last: UInt64

    /// The hash of a text's bytes.
    ///
    /// - Complexity: O(bytes). Allocates nothing.
    public init(_ bytes: RawSpan) {
        var state = SipState()
        let count = bytes.byteCount
        var at = 0
        while at &+ 8 <= count {
            state.take(bytes.word(at))
            at &+= 8
        }
        // Zeros are read past the end, and the length stands in the last byte.
        state.take(bytes.word(at) | UInt64(truncatingIfNeeded: count) << 56)
        (first, last) = state.finish()
    }

    /// A hash that was kept.
    public init(first: UInt64, last: UInt64) {
        self.first = first
        self.last = last
    }
}

private struct SipState {
    private var a: UInt64 = 0x736F_6D65_7073_6575 ^ 0x0706_0504_0302_0100
    private var b: UInt64 = 0x646F_7261_6E64_6F6D ^ 0x0F0E_0D0C_0B0A_0908 ^ 0xEE
    private var c: UInt64 = 0x6C79_6765_6E65_7261 ^ 0x0706_0504_0302_0100
    private var d: UInt64 = 0x7465_6462_7974_6573 ^ 0x0F0E_0D0C_0B0A_0908

    @inline(__always)
    mutating func take(_ word: UInt64) {
        d ^= word
        round()
        round()
        a ^= word
    }

    mutating func finish() -> (UInt64, UInt64) {
        c ^= 0xEE
        for _ in 0..<4 { round() }
        let first = a ^ b ^ c ^ d
        b ^= 0xDD
        for _ in 0..<4 { round() }
        return (first, a ^ b ^ c ^ d)
    }

    @inline(__always)
    private mutating func round() {
        a &+= b
        b = Self.rotated(b, 13) ^ a
        a = Self.rotated(a, 32)
        c &+= d
        d = Self.rotated(d, 16) ^ c
        a &+= d
        d = Self.rotated(d, 21) ^ a
        c &+= b
        b = Self.rotated(b, 17) ^ c
        c = Self.rotated(c, 32)
    }

    @inline(__always)
    private static func rotated(_ word: UInt64, _ bits: UInt64) -> UInt64 {
        word &<< bits | word &>> (64 &- bits)
    }
}
