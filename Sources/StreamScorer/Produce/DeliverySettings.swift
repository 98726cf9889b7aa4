internal import Operations

/// The timing of delivery, and when waiting for the broker must end because the service stops.
///
/// Not thread-safe: one worker, one value.
final class DeliverySettings {
    /// The longest wait for an event when nothing is pending: bounds how late a stop is seen.
    let idleWaitMs: Int32 = 100

    /// Whether the last poll brought a full batch: events are waiting, so that a little delay costs
    /// nobody anything and larger requests spare everybody.
    private(set) var isBusy = false

    /// Whether the producer's queue had no room in this turn.
    private(set) var isPressed = false

    /// Told at the start of each turn whether the poll brought a full batch.
    func note(isBusy: Bool) {
        self.isBusy = isBusy
        isPressed = false
    }

    /// Told that the producer's queue had no room.
    func noteQueueFull() { isPressed = true }

    private let commitIntervalNs: UInt64
    private let graceNs: UInt64
    private let stop: StopFlag
    private var stopSeenNs: UInt64?

    /// Sets the timing.
    ///
    /// - Parameters:
    ///   - commitIntervalMs: the time from one commit to the next.
    ///   - graceMs: how long the broker may take to accept what is in hand once `stop` is raised.
    ///   - stop: raised when the service is to stop.
    init(commitIntervalMs: Int, graceMs: Int, stop: StopFlag) {
        commitIntervalNs = UInt64(commitIntervalMs) * 1_000_000
        graceNs = UInt64(graceMs) * 1_000_000
        self.stop = stop
    }

    /// The time left until a commit is due, milliseconds, rounded up; at most `idleWaitMs`.
    func remainingMs(since lastNs: UInt64) -> Int32 {
        let elapsed = MonotonicClock.nanoseconds() - lastNs
        guard lastNs > 0, elapsed < commitIntervalNs else { return 0 }
        let left = (commitIntervalNs - elapsed + 999_999) / 1_000_000
        return Int32(min(left, UInt64(idleWaitMs)))
    }

    /// The records that are to be handed over now; the others may wait for more.
    ///
    /// Nagle's rule: nothing served waits while nothing served is in flight, so that a quiet stream has
    /// no delay; while something is, or more events are waiting, records gather until it is
    /// acknowledged or `gatheredRecords` are there. A request holds one partition's records only, and
    /// small ones are what an ungathered stream is made of.
    ///
    /// Shadow predictions, for which nobody waits, gather until a commit.
    func due(_ outbox: borrowing Outbox) -> Outbox.Lanes {
        var lanes: Outbox.Lanes = []
        let served = outbox.unsentRecords(.served)
        let mayGather = isBusy || outbox.isInFlight(.served)
        if served > 0, !mayGather || served >= Self.gatheredRecords { lanes.insert(.served) }
        if outbox.unsentRecords(.shadows) >= Self.gatheredRecords { lanes.insert(.shadows) }
        return lanes
    }

    private static let gatheredRecords = 4_096

    /// How long the broker may take to answer a commit that is waited for: as long as a rebalance
    /// takes, or what is left of the grace when the service stops.
    var answerTimeoutMs: Int { stop.isRaised ? Int(graceNs / 1_000_000) : 10_000 }

    /// Whether the service is stopping and the broker has had its time.
    func mustAbandon() -> Bool {
        guard stop.isRaised else { return false }
        let now = MonotonicClock.nanoseconds()
        let seen = stopSeenNs ?? now
        stopSeenNs = seen
        return now - seen >= graceNs
    }
}
