/// When a circuit breaker opens, and how it closes again.
struct BreakerSettings: Sendable, Hashable {
    /// The share of the window's rows that failed at which it opens, in 0…1, above 0.
    var failureRate: Double
    /// How far back failures count, nanoseconds.
    var windowNs: UInt64
    /// The rows that the window holds at least before it can open.
    var minRows: Int
    /// How long it stays open before it lets rows through to probe, nanoseconds.
    var pauseNs: UInt64
    /// How many rows in a row must succeed before it closes.
    var probes: Int
}
