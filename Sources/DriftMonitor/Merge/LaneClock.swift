internal import Observation

/// The event time of one lane: the latest that its records brought, as far as it is believed.
///
/// It depends on the lane's own records and their order alone, so that reading them again gives the
/// same verdicts.
struct LaneClock: Sendable, Hashable, Codable {
    /// What is to be done with a record of a certain time.
    enum Verdict: Sendable, Hashable {
        /// Its pane is open.
        case inTime
        /// Its pane ended before the clock and the lateness.
        case late
        /// It is further ahead of the clock than is believed.
        case ahead
        /// It is outside the years 1970 to 9999.
        case untimed
    }

    /// So many records in a row that agree are believed, wherever they lie.
    static let persistence = 100
    /// The first moment of the year 10000.
    static let endMs: Int64 = 253_402_300_800_000

    /// Unix milliseconds; nil before the first record.
    private(set) var nowMs: Int64?
    private var aheadCount = 0
    private var behindCount = 0
    /// The clock of a partition whose events the monitor counts itself, as a scorer would have it; nil
    /// before the first.
    private var counted: PartitionClock?

    /// Judges a record and moves the clock.
    ///
    /// - Parameters:
    ///   - timeMs: the record's, in Unix milliseconds.
    ///   - paneEndMs: the end of its pane.
    ///   - rules: what is believed.
    ///   - recordMs: where gaps are nothing unusual, the timestamp that the broker has of the record:
    ///     what is not ahead of that is believed whatever the clock says.
    /// - Returns: what is to be done with it.
    mutating func take(
        _ timeMs: Int64,
        paneEndMs: Int64,
        _ rules: MergeRules,
        recordMs: Int64? = nil
    ) -> Verdict {
        guard (0..<Self.endMs).contains(timeMs) else { return .untimed }
        guard let now = nowMs else {
            nowMs = timeMs
            return .inTime
        }
        let known = recordMs.map { min($0, Self.endMs) } ?? now
        if timeMs > max(now, known) + rules.maxJumpMs {
            (aheadCount, behindCount) = (aheadCount + 1, 0)
            guard aheadCount >= Self.persistence else { return .ahead }
            set(timeMs)
            return .inTime
        }
        aheadCount = 0
        guard paneEndMs <= now - rules.latenessMs else {
            behindCount = 0
            nowMs = max(now, timeMs)
            return .inTime
        }
        guard timeMs < now - rules.maxJumpMs else { return .late }
        // A first record of a wrong time must not make all others late for ever.
        behindCount += 1
        if behindCount >= Self.persistence { set(timeMs) }
        return .late
    }

    /// Judges an event that is counted, and moves the clock, as a scorer's would.
    mutating func place(
        _ eventMs: Int64,
        recordMs: Int64,
        _ rules: MergeRules
    ) -> PartitionClock.Placement {
        var clock = counted ?? PartitionClock()
        let placement = clock.place(eventMs, recordMs: recordMs, rules.observed)
        counted = clock
        if let known = clock.knownMs { advance(to: known) }
        return placement
    }

    /// Where something stands that has no time: in the pane of the clock, else in its record's.
    func standing(recordMs: Int64, _ rules: MergeRules) -> PartitionClock.Placement {
        (counted ?? PartitionClock()).standing(recordMs: recordMs, rules.observed)
    }

    /// Moves on to a time that somebody else has judged.
    mutating func advance(to timeMs: Int64) { nowMs = max(nowMs ?? timeMs, timeMs) }

    /// Whether a pane that ends then is over for the lane.
    func isOver(_ paneEndMs: Int64, _ rules: MergeRules) -> Bool {
        nowMs.map { paneEndMs <= $0 - rules.latenessMs } ?? false
    }

    private mutating func set(_ timeMs: Int64) {
        nowMs = timeMs
        (aheadCount, behindCount) = (0, 0)
    }
}
