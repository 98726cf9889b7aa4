import Glibc
import Operations

/// SIGTERM and SIGINT as a raised flag, for commands that read or write a stream on one thread.
///
/// The first one raises the flag: the command ends what it has in hand. A second one ends the
/// process at once with status 128 + signal. A handler is installed, not the default action, which
/// the kernel discards for process 1 of a container.
enum StopHandler {
    private static let flag = StopFlag()

    /// Installs the handler.
    ///
    /// - Returns: the flag that the first signal raises.
    static func install() -> StopFlag {
        // The flag exists before the handler can run.
        let flag = flag
        var set = sigset_t()
        // SAFETY: sigemptyset fills the set, which is ours; the numbers are valid signals.
        unsafe sigemptyset(&set)
        for number in [SIGTERM, SIGINT] {
            signal(number, raiseStop)
            unsafe sigaddset(&set, number)
        }
        // A parent that starts us from a thread with blocked signals hands the block down.
        unsafe pthread_sigmask(SIG_UNBLOCK, &set, nil)
        return flag
    }

    /// Raises the flag: an atomic store, which is safe in a signal handler.
    fileprivate static func handle(_ number: Int32) {
        if flag.isRaised { _exit(128 + number) }
        flag.raise()
    }
}

/// A free function: C calls it.
private func raiseStop(_ number: Int32) {
    StopHandler.handle(number)
}
