/// What was counted of one arm in one pane.
///
/// Thread safety: a value.
public struct ArmCounters: Sendable, Hashable {
    /// The arm.
    public let arm: Arm
    /// The digest of the baseline by which cells were counted; nil where the version has none.
    public let baselineDigest: String?
    /// Events routed to it; of a shadow, events it was to score.
    public var rows: Int
    /// Of them: those that the version gave no answer to (an error, a score that is no number, too
    /// late, passed over by its breaker).
    public var failed: Int
    /// Of them: those that the version does not take (a required feature that is missing, infinity).
    public var refused: Int
    /// Bins and categories of the others; nil where there is no baseline.
    public var counters: Counters?
    /// How long the scoring of their batches took: rows by ``DurationBins``.
    public var durations: [Int]
    /// The lowest and the highest input offset among its events, of one input partition; nil where
    /// counters of several partitions are merged.
    public var offsets: ClosedRange<Int64>?

    /// Counters of one arm.
    public init(
        arm: Arm,
        baselineDigest: String? = nil,
        rows: Int = 0,
        failed: Int = 0,
        refused: Int = 0,
        counters: Counters? = nil,
        durations: [Int] = [Int](repeating: 0, count: DurationBins.count),
        offsets: ClosedRange<Int64>? = nil
    ) {
        self.arm = arm
        self.baselineDigest = baselineDigest
        self.rows = rows
        self.failed = failed
        self.refused = refused
        self.counters = counters
        self.durations = durations
        self.offsets = offsets
    }
}

/// Bins of durations, four to a doubling, from 1 µs to 4,000 s: each is at most a quarter wider than
/// its lower end.
public enum DurationBins {
    /// How many there are.
    public static let count = 128

    /// The bin of a duration; the first holds what is below 1 µs, the last everything longer.
    public static func index(ofNanoseconds duration: UInt64) -> Int {
        let micros = duration / 1_000
        guard micros > 0 else { return 0 }
        let octave = UInt64.bitWidth - 1 - micros.leadingZeroBitCount
        let quarter = octave >= 2 ? Int((micros >> UInt64(octave - 2)) & 3) : 0
        return min(count - 1, 1 + octave * 4 + quarter)
    }

    /// The shortest duration of a bin, in nanoseconds.
    public static func lowerNanoseconds(of bin: Int) -> UInt64 {
        guard bin > 0 else { return 0 }
        let (octave, quarter) = ((bin - 1) / 4, UInt64((bin - 1) % 4))
        let base = UInt64(1) << UInt64(octave)
        return (base + (octave >= 2 ? quarter << UInt64(octave - 2) : 0)) * 1_000
    }
}
