/// Tells quickly whether a lane has a bound between two neighbouring floats: a set of hashed bits,
/// without false negatives.
struct GapFilter {
    let words: [UInt64]
    let shift: Int32

    /// About 16 bits for each bound; ranked lanes need none.
    init(_ lane: LanePlan.NumberLane) {
        guard !lane.isRanked else {
            words = []
            shift = 0
            return
        }
        var logBits = 6
        while 1 << logBits < lane.bounds.count * 16 { logBits += 1 }
        shift = Int32(64 - logBits)
        var bits = [UInt64](repeating: 0, count: 1 << (logBits - 6))
        for bound in lane.bounds {
            let index = Self.index(of: bound.floatFloor, shift: shift)
            bits[index >> 6] |= 1 << UInt64(index & 63)
        }
        words = bits
    }

    /// The bit of the gap above `floor`; both zeros have the same.
    @inline(__always)
    static func index(of floor: Float, shift: Int32) -> Int {
        let hash = UInt64((floor + 0).bitPattern) &* 0x9E37_79B9_7F4A_7C15
        return Int(truncatingIfNeeded: hash &>> UInt64(truncatingIfNeeded: shift))
    }
}
