import Glibc

/// A signal that asks the process to stop.
public enum StopSignal: Sendable, Hashable, CaseIterable {
    /// SIGTERM, from a supervisor.
    case terminate
    /// SIGINT, from a terminal.
    case interrupt

    /// The signal's number.
    public var number: Int32 {
        switch self {
        case .terminate: SIGTERM
        case .interrupt: SIGINT
        }
    }

    /// The signal's name, such as `SIGTERM`.
    public var name: String {
        switch self {
        case .terminate: "SIGTERM"
        case .interrupt: "SIGINT"
        }
    }
}

/// Turns SIGTERM and SIGINT into a raised flag.
///
/// The first one raises the flag: the service finishes the batch in hand and leaves the group. A
/// second one ends the process at once with status 128 + signal (143 or 130).
public enum StopSignals {
    /// Blocks both signals in this thread and those it starts from now on, and ignores SIGPIPE.
    ///
    /// Call it before the first thread is started.
    public static func block() {
        var set = stopSet()
        // SAFETY: the set is ours and lives through the call.
        unsafe pthread_sigmask(SIG_BLOCK, &set, nil)
        signal(SIGPIPE, SIG_IGN)
    }

    /// Waits until a stop signal arrives or someone else raises the flag, which is raised on return.
    ///
    /// Call it on the thread that called `block`. It wakes ten times a second to see the flag.
    ///
    /// - Returns: the signal, or nil when the flag was raised by another thread.
    @discardableResult
    public static func wait(flag: StopFlag) -> StopSignal? {
        var set = stopSet()
        var received: StopSignal?
        while !flag.isRaised && received == nil {
            var timeout = timespec(tv_sec: 0, tv_nsec: 100_000_000)
            // SAFETY: both structs are ours; no siginfo is asked for.
            let number = unsafe sigtimedwait(&set, nil, &timeout)
            received = StopSignal.allCases.first { $0.number == number }
        }
        flag.raise()
        endAtNextSignal()
        return received
    }

    /// A handler, not the default action: the kernel discards the latter for process 1 of a
    /// container.
    private static func endAtNextSignal() {
        for stop in StopSignal.allCases {
            signal(stop.number, endAtOnce)
        }
        var set = stopSet()
        // SAFETY: as in `block`.
        unsafe pthread_sigmask(SIG_UNBLOCK, &set, nil)
    }

    private static func stopSet() -> sigset_t {
        var set = sigset_t()
        // SAFETY: sigemptyset fills the set; the numbers are valid signals.
        unsafe sigemptyset(&set)
        for stop in StopSignal.allCases { unsafe sigaddset(&set, stop.number) }
        return set
    }
}

/// `_exit` is safe in a signal handler; nothing is flushed, as nothing can be trusted to end.
private func endAtOnce(_ number: Int32) {
    _exit(128 + number)
}
