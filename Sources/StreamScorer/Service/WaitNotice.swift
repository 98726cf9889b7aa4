internal import Operations
internal import Synchronization

/// Tells who operates the service that something is waited for: nothing while it is short, then one
/// log line and a reason for not being ready, then a line a minute, and one when it is over.
///
/// Thread safety: any thread may call any member.
final class WaitNotice: Sendable {
    /// A wait that is shorter is nobody's concern: an election of a leader, a rebalance.
    static let patienceMs: UInt64 = 5_000
    static let repeatMs: UInt64 = 60_000

    private struct Wait {
        let beganMs: UInt64
        var toldMs: UInt64?
    }

    private let wait = Mutex<Wait?>(nil)
    private let part: String
    private let logger: Logger
    private let readiness: Readiness

    /// Makes a notice about one part of the process, such as `delivery of worker a-0`.
    init(part: String, logger: Logger, readiness: Readiness) {
        self.part = part
        self.logger = logger
        self.readiness = readiness
    }

    /// The wait goes on; call it at every attempt.
    ///
    /// - Parameters:
    ///   - nowMs: monotonic.
    ///   - reason: what is waited for and why; asked for only when it is told.
    func goesOn(nowMs: UInt64 = WaitNotice.nowMs, _ reason: () -> String) {
        let sinceMs: UInt64? = wait.withLock { wait in
            var current = wait ?? Wait(beganMs: nowMs)
            defer { wait = current }
            let isDue =
                if let toldMs = current.toldMs {
                    nowMs >= toldMs + Self.repeatMs
                } else {
                    nowMs >= current.beganMs + Self.patienceMs
                }
            guard isDue else { return nil }
            current.toldMs = nowMs
            return current.beganMs
        }
        guard let sinceMs else { return }
        let reason = reason()
        readiness.set(reason: reason, for: part)
        logger.warning(
            "Waiting",
            [
                "part": .string(part), "reason": .string(reason),
                "seconds": .int(Int((nowMs - sinceMs) / 1_000)),
            ]
        )
    }

    /// The wait is over, or there was none.
    func ended(nowMs: UInt64 = WaitNotice.nowMs) {
        let wait = wait.withLock { wait in
            defer { wait = nil }
            return wait
        }
        guard let wait, wait.toldMs != nil else { return }
        readiness.set(reason: nil, for: part)
        logger.info(
            "Waiting is over",
            [
                "part": .string(part), "seconds": .int(Int((nowMs - wait.beganMs) / 1_000)),
            ]
        )
    }

    static var nowMs: UInt64 { MonotonicClock.nanoseconds() / 1_000_000 }
}
