internal import Operations

/// Bounds how often a worker may recover: mending that does not help must not go on for ever.
struct RecoveryLimit {
    static let perMinute = 20

    private var windowStartNs: UInt64 = 0
    private var count = 0

    /// Counts a recovery.
    ///
    /// - Returns: false when there were more than `perMinute` within a minute.
    mutating func note() -> Bool {
        let now = MonotonicClock.nanoseconds()
        if now - windowStartNs > 60_000_000_000 {
            windowStartNs = now
            count = 0
        }
        count += 1
        return count <= Self.perMinute
    }
}
