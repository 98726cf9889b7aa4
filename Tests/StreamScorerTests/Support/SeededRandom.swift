import Foundation

/// Numbers that a seed repeats (SplitMix64).
///
/// `SEED` in the environment replays a run.
struct SeededRandom: RandomNumberGenerator {
    let seed: UInt64
    private var state: UInt64

    /// Prints the seed.
    init(_ what: String) {
        seed =
            ProcessInfo.processInfo.environment["SEED"].flatMap { UInt64($0) }
            ?? UInt64.random(in: 0...UInt64(UInt32.max))
        state = seed
        print("\(what): SEED=\(seed)")
    }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
