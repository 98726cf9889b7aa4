import AllocationCounter
import Testing

@testable import Operations

@Suite struct MetricAllocationTests {
    @Test func `counting allocates nothing`() {
        guard allocation_counter_works() == 1 else {
            print("skipped: blocks of the heap are counted with glibc only")
            return
        }
        let registry = MetricRegistry()
        let shard = registry.makeShard()
        let counter = registry.counter(ScorerMetrics.commits)
        let gauge = registry.gauge(ScorerMetrics.revision, "d")
        let durations = registry.histogram(ScorerMetrics.commitDuration)
        let sizes = registry.histogram(ScorerMetrics.batchRecords)
        let before = allocation_counter_blocks()
        for n in 0..<10_000 {
            shard.add(counter, 2)
            shard.set(gauge, Double(n))
            shard.record(durations, nanoseconds: UInt64(n) * 977)
            shard.record(sizes, size: n)
        }
        let after = allocation_counter_blocks()
        #expect(after == before)
        #expect(registry.total(counter) == 20_000)
    }

    @Test func `reading the clocks and a stop flag allocates nothing`() {
        let flag = StopFlag()
        let before = allocation_counter_blocks()
        var sum: UInt64 = 0
        for _ in 0..<1_000 {
            sum &+= MonotonicClock.nanoseconds() &+ UInt64(WallClock.milliseconds())
            if flag.isRaised { sum = 0 }
        }
        #expect(allocation_counter_blocks() == before)
        #expect(sum != 0)
    }
}
