import Foundation

/// A generator that gives the same numbers again for the same seed (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }

    /// One of several things, each as likely.
    mutating func pick<C: RandomAccessCollection>(_ things: C) -> C.Element {
        things[
            things.index(
                things.startIndex,
                offsetBy: Int.random(in: 0..<things.count, using: &self)
            )
        ]
    }
}

/// How much random testing is done, from the environment.
enum Rounds {
    /// `STREAM_SCORER_SEED`, else a new seed; printed, so that a failure can be run again.
    static func seed(_ name: String) -> UInt64 {
        let given = ProcessInfo.processInfo.environment["STREAM_SCORER_SEED"].flatMap(UInt64.init)
        let seed = given ?? UInt64.random(in: 0...UInt64(UInt32.max))
        print("\(name): STREAM_SCORER_SEED=\(seed)")
        return seed
    }

    /// `count`, or what `STREAM_SCORER_ROUNDS` says.
    static func count(_ count: Int) -> Int {
        ProcessInfo.processInfo.environment["STREAM_SCORER_ROUNDS"].flatMap { Int($0) } ?? count
    }
}
