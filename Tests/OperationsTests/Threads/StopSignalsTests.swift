import Foundation
import Testing

@testable import Operations

/// Each test stops a process of its own.
///
/// The signal goes to the waiting thread, as the test
/// runner's other threads do not block it.
@Suite struct StopSignalsTests {
    @Test func `the first signal raises the flag and is named`() async {
        await #expect(processExitsWith: .exitCode(7)) {
            StopSignals.block()
            let flag = StopFlag()
            pthread_kill(pthread_self(), SIGTERM)
            let signal = StopSignals.wait(flag: flag)
            exit(signal == .terminate && flag.isRaised ? 7 : 1)
        }
    }

    @Test func `a second SIGTERM ends the process with 143`() async {
        await #expect(processExitsWith: .exitCode(143)) {
            StopSignals.block()
            pthread_kill(pthread_self(), SIGINT)
            StopSignals.wait(flag: StopFlag())
            pthread_kill(pthread_self(), SIGTERM)
            usleep(5_000_000)
            exit(1)
        }
    }

    @Test func `a second SIGINT ends the process with 130`() async {
        await #expect(processExitsWith: .exitCode(130)) {
            StopSignals.block()
            pthread_kill(pthread_self(), SIGINT)
            pthread_kill(pthread_self(), SIGINT)
            StopSignals.wait(flag: StopFlag())
            pthread_kill(pthread_self(), SIGINT)
            usleep(5_000_000)
            exit(1)
        }
    }

    @Test func `a flag that another thread raises ends the wait`() async {
        await #expect(processExitsWith: .exitCode(7)) {
            StopSignals.block()
            let flag = StopFlag()
            let thread = try OwnedThread(name: "worker") { flag.raise() }
            let signal = StopSignals.wait(flag: flag)
            thread.join()
            exit(signal == nil ? 7 : 1)
        }
    }

    @Test func `a closed pipe is an error of the write, not the end`() async {
        await #expect(processExitsWith: .exitCode(7)) {
            StopSignals.block()
            var ends: [Int32] = [0, 0]
            pipe(&ends)
            close(ends[0])
            exit(write(ends[1], "x", 1) == -1 && errno == EPIPE ? 7 : 1)
        }
    }
}
