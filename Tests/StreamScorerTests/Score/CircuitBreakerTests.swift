import Testing

@testable import StreamScorer

@Suite
struct CircuitBreakerTests {
    private static let settings = BreakerSettings(
        failureRate: 0.5,
        windowNs: 1_000,
        minRows: 20,
        pauseNs: 500,
        probes: 10
    )

    /// A breaker that opened at `atNs`.
    private func opened(atNs: UInt64, _ settings: BreakerSettings = settings) -> CircuitBreaker {
        var breaker = CircuitBreaker(settings)
        breaker.note(succeeded: 0, failed: settings.minRows, nowNs: atNs)
        #expect(breaker.state == .open)
        return breaker
    }

    @Test func `closed admits every row, and rows that succeed keep it closed`() {
        var breaker = CircuitBreaker(Self.settings)
        for now in stride(from: UInt64(0), to: 10_000, by: 7) {
            #expect(breaker.admit(512, nowNs: now) == 512)
            breaker.note(succeeded: 512, failed: 0, nowNs: now)
            #expect(breaker.state == .closed)
        }
    }

    // One failure short of the rate stays closed; at the rate it opens.
    @Test(arguments: [1, 19, 20, 21, 40, 100, 1_000])
    func `it opens exactly at the failure rate, with enough rows`(rows: Int) {
        for failed in 0...rows {
            var breaker = CircuitBreaker(Self.settings)
            breaker.note(succeeded: rows - failed, failed: failed, nowNs: 5)
            let isOver = rows >= 20 && 2 * failed >= rows && failed > 0
            #expect(breaker.state == (isOver ? .open : .closed), "\(failed) of \(rows)")
        }
    }

    @Test func `a rate of one opens when every row of the window failed`() {
        var settings = Self.settings
        settings.failureRate = 1
        var breaker = CircuitBreaker(settings)
        breaker.note(succeeded: 1, failed: 500, nowNs: 0)
        #expect(breaker.state == .closed)
        breaker.note(succeeded: 0, failed: 20, nowNs: 2_000)
        #expect(breaker.state == .open)
    }

    @Test func `failures that the window has left behind do not count`() {
        var breaker = CircuitBreaker(Self.settings)
        breaker.note(succeeded: 0, failed: 19, nowNs: 0)
        breaker.note(succeeded: 0, failed: 1, nowNs: 1_000)
        #expect(breaker.state == .closed)
        breaker.note(succeeded: 0, failed: 18, nowNs: 1_000)
        #expect(breaker.state == .closed)
        breaker.note(succeeded: 0, failed: 1, nowNs: 1_899)
        #expect(breaker.state == .open)
    }

    @Test func `open admits nothing until the pause is over, then the probes`() {
        for now in stride(from: UInt64(100), to: 600, by: 1) {
            var breaker = opened(atNs: 100)
            #expect(breaker.admit(50, nowNs: now) == 0)
            #expect(breaker.state == .open)
        }
        var breaker = opened(atNs: 100)
        #expect(breaker.admit(50, nowNs: 600) == 10)
        #expect(breaker.state == .halfOpen)
        #expect(breaker.admit(50, nowNs: 601) == 0, "the probes are under way")
    }

    @Test(arguments: 1...10)
    func `probes may come in several batches, and close it when all succeeded`(step: Int) {
        var breaker = opened(atNs: 0)
        var succeeded = 0
        while succeeded < 10 {
            let admitted = breaker.admit(step, nowNs: 500)
            #expect(admitted == min(step, 10 - succeeded))
            #expect(breaker.state == .halfOpen)
            breaker.note(succeeded: admitted, failed: 0, nowNs: 500)
            succeeded += admitted
        }
        #expect(breaker.state == .closed)
        #expect(breaker.admit(512, nowNs: 501) == 512)
    }

    @Test(arguments: 0..<10)
    func `a probe that fails opens it for another pause`(before: Int) {
        var breaker = opened(atNs: 0)
        for _ in 0..<before {
            #expect(breaker.admit(1, nowNs: 500) == 1)
            breaker.note(succeeded: 1, failed: 0, nowNs: 500)
        }
        #expect(breaker.admit(1, nowNs: 700) == 1)
        breaker.note(succeeded: 0, failed: 1, nowNs: 700)
        #expect(breaker.state == .open)
        #expect(breaker.admit(1, nowNs: 1_199) == 0)
        #expect(breaker.admit(1, nowNs: 1_200) == 1)
    }

    @Test func `what led to opening does not count after closing`() {
        var breaker = opened(atNs: 0)
        #expect(breaker.admit(10, nowNs: 500) == 10)
        breaker.note(succeeded: 10, failed: 0, nowNs: 500)
        breaker.note(succeeded: 0, failed: 19, nowNs: 501)
        #expect(breaker.state == .closed)
        breaker.note(succeeded: 0, failed: 1, nowNs: 502)
        #expect(breaker.state == .open)
    }

    @Test func `while it is open nothing that is noted counts`() {
        var breaker = opened(atNs: 0)
        breaker.note(succeeded: 1_000, failed: 0, nowNs: 1)
        #expect(breaker.state == .open)
        breaker.note(succeeded: 0, failed: 1_000, nowNs: 499)
        #expect(breaker.admit(1, nowNs: 500) == 1, "the pause is not made longer")
    }

    /// The same rules, kept the slow and obvious way.
    private struct Reference {
        var state = CircuitBreaker.State.closed
        var log: [(tick: UInt64, succeeded: Int, failed: Int)] = []
        var until: UInt64 = 0
        var left = 0
        var good = 0
        let settings: BreakerSettings

        mutating func admit(_ rows: Int, _ now: UInt64) -> Int {
            if state == .open, now >= until {
                (state, left, good) = (.halfOpen, settings.probes, 0)
            }
            if state == .closed { return rows }
            let admitted = state == .open ? 0 : min(rows, left)
            left -= admitted
            return admitted
        }

        mutating func note(_ succeeded: Int, _ failed: Int, _ now: UInt64) {
            if state == .open { return }
            if state == .halfOpen {
                good += succeeded
                if failed > 0 {
                    (state, until) = (.open, now + settings.pauseNs)
                } else if good >= settings.probes {
                    (state, log) = (.closed, [])
                }
                return
            }
            let tick = now / (settings.windowNs / 10)
            log.append((tick, succeeded, failed))
            let seen = log.filter { $0.tick + 10 > tick }
            let failures = seen.reduce(0) { $0 + $1.failed }
            let rows = seen.reduce(failures) { $0 + $1.succeeded }
            guard failed > 0, rows >= settings.minRows else { return }
            if Double(failures) >= settings.failureRate * Double(rows) {
                (state, until) = (.open, now + settings.pauseNs)
            }
        }
    }

    @Test func `it does what a slow reference does, over random histories`() {
        var random = SeededRandom("circuit breaker")
        for run in 0..<400 {
            let settings = BreakerSettings(
                failureRate: [0.01, 0.25, 0.5, 1][Int.random(in: 0..<4, using: &random)],
                windowNs: UInt64.random(in: 1...50, using: &random) * 10,
                minRows: Int.random(in: 1...60, using: &random),
                pauseNs: UInt64.random(in: 0...800, using: &random),
                probes: Int.random(in: 1...20, using: &random)
            )
            var breaker = CircuitBreaker(settings)
            var reference = Reference(settings: settings)
            var now = UInt64.random(in: 0...5_000, using: &random)
            var chance = 0.1
            for step in 0..<200 {
                now += UInt64.random(in: 0...60, using: &random)
                if step % 40 == 0 { chance = Double.random(in: 0...1, using: &random) }
                let rows = Int.random(in: 1...30, using: &random)
                let admitted = breaker.admit(rows, nowNs: now)
                #expect(admitted == reference.admit(rows, now), "seed \(random.seed) run \(run)")
                let failed = (0..<admitted).filter { _ in
                    Double.random(in: 0..<1, using: &random) < chance
                }.count
                breaker.note(succeeded: admitted - failed, failed: failed, nowNs: now)
                reference.note(admitted - failed, failed, now)
                #expect(breaker.state == reference.state, "seed \(random.seed) run \(run)")
            }
        }
    }
}
