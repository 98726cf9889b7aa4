/// The hash that decides an event's bucket, with its salt already taken in.
///
/// FNV-1a of 64 bits over the salt's bytes and then the value's, and MurmurHash3's 64-bit finaliser
/// over that, whose remainder is the bucket: fixed for ever, equal on every machine, and a few lines
/// in any language. FNV: http://www.isthe.com/chongo/tech/comp/fnv/; finaliser: `fmix64` of
/// https://github.com/aappleby/smhasher. Not made to withstand an adversary who chooses keys.
@frozen
public struct BucketSalt: Sendable, Equatable {
    /// FNV-1a after the salt.
    public let seed: UInt64

    /// The number of buckets: thousandths of a percent.
    @inlinable
    public static var buckets: UInt64 { 100_000 }

    /// Takes in the bytes of the salt's UTF-8.
    @inlinable
    public init(_ salt: String) {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in salt.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        seed = hash
    }

    /// The bucket of a value's bytes, in 0 ..< 100,000.
    ///
    /// - Complexity: O(n) in the bytes; allocates nothing.
    @inlinable
    public func bucket(of value: borrowing RawSpan) -> Int32 {
        Int32(truncatingIfNeeded: hash(of: value) % Self.buckets)
    }

    /// The millionth of a value's bytes, in 0 ..< 1,000,000.
    ///
    /// - Complexity: O(n) in the bytes; allocates nothing.
    @inlinable
    public func millionth(of value: borrowing RawSpan) -> Int32 {
        Int32(truncatingIfNeeded: hash(of: value) % 1_000_000)
    }

    @inlinable
    func hash(of value: borrowing RawSpan) -> UInt64 {
        var hash = seed
        for offset in 0..<value.byteCount {
            // SAFETY: the offset is within the span's count.
            let byte = unsafe value.unsafeLoad(fromUncheckedByteOffset: offset, as: UInt8.self)
            hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3
        }
        hash ^= hash >> 33
        hash = hash &* 0xFF51_AFD7_ED55_8CCD
        hash ^= hash >> 33
        hash = hash &* 0xC4CE_B9FE_1A85_EC53
        return hash ^ (hash >> 33)
    }
}
