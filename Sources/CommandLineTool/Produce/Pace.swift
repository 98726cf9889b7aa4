import Operations

/// When each record is due, at a steady rate from the start.
struct Pace {
    /// Nil sends as fast as it goes.
    let recordsPerSecond: Double?
    private let started = MonotonicClock.nanoseconds()

    init(recordsPerSecond: Double?) {
        self.recordsPerSecond = recordsPerSecond
    }

    /// Nanoseconds until the record of that number, from 0, is due; 0 when it is late.
    func wait(before index: Int) -> UInt64 {
        guard let recordsPerSecond else { return 0 }
        let due = started + UInt64(Double(index) / recordsPerSecond * 1e9)
        let now = MonotonicClock.nanoseconds()
        return due > now ? due - now : 0
    }
}
