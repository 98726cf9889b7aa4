import Foundation
import Synchronization
import Testing

@testable import Operations

@Suite struct OwnedThreadTests {
    @Test func `a thread carries its name, cut to 15 bytes, and is joined`() throws {
        let name = Mutex("")
        let thread = try OwnedThread(name: "scorer-worker-12345") {
            name.withLock {
                $0 = (try? String(contentsOfFile: "/proc/thread-self/comm", encoding: .utf8)) ?? ""
            }
        }
        thread.join()
        #expect(name.withLock { $0 } == "scorer-worker-1\n")
    }

    @Test func `a raised flag is seen by a polling thread`() throws {
        let flag = StopFlag()
        let turns = Atomic(0)
        let thread = try OwnedThread(name: "poll") {
            while !flag.isRaised { turns.add(1, ordering: .relaxed); usleep(100) }
        }
        while turns.load(ordering: .relaxed) == 0 { usleep(100) }
        flag.raise()
        thread.join()
        #expect(flag.isRaised)
    }

    @Test func `a thread that is dropped unjoined ends the process`() async {
        await #expect(processExitsWith: .failure) {
            _ = try OwnedThread(name: "lost") {}
        }
    }

    @Test func `at least one core is usable`() {
        #expect(1...ProcessInfo.processInfo.processorCount ~= OwnedThread.usableCores)
    }
}
