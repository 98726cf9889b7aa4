/// Keeps rows from a version that fails, and lets it back in carefully.
///
///     closed ──(failed share of the window ≥ failure rate, with enough rows)──▶ open
///     open ──(pause over)──▶ half-open: at most `probes` rows reach the version
///     half-open ──(one row fails)──▶ open        ──(`probes` rows succeed)──▶ closed
///
/// Rows are counted, not batches: a batch of 500 rows of which one fails is one failure in 500. The
/// window slides in ten slots, so that it is between 90 and 100 % of its length. A pure value: the
/// clock is passed in and never runs backwards.
///
/// - Complexity: O(1). Allocates nothing.
struct CircuitBreaker: Sendable {
    /// Whether rows reach the version.
    enum State: UInt8, Sendable, CaseIterable {
        /// All of them.
        case closed = 0
        /// A few, to see whether it has recovered.
        case halfOpen = 1
        /// None.
        case open = 2

        /// The state in words, as on `status`.
        var name: String {
            switch self {
            case .closed: "closed"
            case .halfOpen: "half_open"
            case .open: "open"
            }
        }
    }

    /// What was counted in a tenth of the window.
    private struct Slot {
        var succeeded: UInt32 = 0
        var failed: UInt32 = 0
    }

    private static let slotCount = 10

    let settings: BreakerSettings
    private(set) var state = State.closed
    /// While open: when the pause is over.
    private var pauseEndsNs: UInt64 = 0
    /// While half-open: rows that may still be let through, and rows that have succeeded.
    private var probesLeft = 0
    private var probesSucceeded = 0
    private var slots: [10 of Slot] = [10 of Slot](repeating: Slot())
    /// Which tenth of the window the newest slot is, counted from the clock's zero.
    private var tick: UInt64 = 0

    init(_ settings: BreakerSettings) { self.settings = settings }

    /// How many of `rows` may be given to the version now.
    ///
    /// What became of them must be told to `note` before the next call.
    mutating func admit(_ rows: Int, nowNs: UInt64) -> Int {
        if state == .open, nowNs >= pauseEndsNs {
            state = .halfOpen
            probesLeft = settings.probes
            probesSucceeded = 0
        }
        switch state {
        case .closed: return rows
        case .open: return 0
        case .halfOpen:
            let admitted = min(rows, probesLeft)
            probesLeft -= admitted
            return admitted
        }
    }

    /// Notes what became of rows that were given to the version; while it is open, nothing counts.
    mutating func note(succeeded: Int, failed: Int, nowNs: UInt64) {
        switch state {
        case .open: return
        case .halfOpen:
            if failed > 0 { return open(nowNs) }
            probesSucceeded += succeeded
            if probesSucceeded >= settings.probes { close() }
        case .closed:
            advance(to: nowNs)
            let slot = Int(tick % UInt64(Self.slotCount))
            slots[slot].succeeded &+= UInt32(truncatingIfNeeded: succeeded)
            slots[slot].failed &+= UInt32(truncatingIfNeeded: failed)
            if failed > 0, mustOpen { open(nowNs) }
        }
    }

    private var mustOpen: Bool {
        var rows = 0.0
        var failures = 0.0
        for index in 0..<Self.slotCount {
            failures += Double(slots[index].failed)
            rows += Double(slots[index].failed) + Double(slots[index].succeeded)
        }
        return rows >= Double(settings.minRows) && failures >= settings.failureRate * rows
    }

    private mutating func open(_ nowNs: UInt64) {
        state = .open
        pauseEndsNs = nowNs &+ settings.pauseNs
    }

    private mutating func close() {
        state = .closed
        slots = [10 of Slot](repeating: Slot())
    }

    /// Empties the slots that the window has left behind.
    private mutating func advance(to nowNs: UInt64) {
        let now = nowNs / max(1, settings.windowNs / UInt64(Self.slotCount))
        guard now > tick else { return }
        let slotCount = UInt64(Self.slotCount)
        var next = max(tick + 1, now >= slotCount ? now - slotCount + 1 : 0)
        while next <= now {
            slots[Int(next % slotCount)] = Slot()
            next += 1
        }
        tick = now
    }
}
