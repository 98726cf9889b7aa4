import Operations
import Testing

@testable import StreamScorer

@Suite struct WaitNoticeTests {
    private let readiness = Readiness()
    private let notice: WaitNotice

    init() {
        notice = WaitNotice(
            part: "delivery",
            logger: Logger(format: .json, minimum: .error),
            readiness: readiness
        )
    }

    @Test func `a short wait is not told`() {
        for nowMs in stride(from: UInt64(1_000), to: 5_900, by: 100) {
            notice.goesOn(nowMs: nowMs) {
                Issue.record("asked for the reason at \(nowMs) ms")
                return "x"
            }
        }
        notice.ended(nowMs: 5_900)
        #expect(readiness.isReady)
    }

    @Test func `a long wait is a reason for not being ready, told again each minute`() {
        var told: [UInt64] = []
        for nowMs in stride(from: UInt64(1_000), through: 130_000, by: 500) {
            notice.goesOn(nowMs: nowMs) {
                told.append(nowMs)
                return "asked \(told.count) times"
            }
        }
        #expect(told == [6_000, 66_000, 126_000])
        #expect(readiness.reasons == ["delivery: asked 3 times"])
        notice.ended(nowMs: 131_000)
        #expect(readiness.isReady)
    }

    @Test func `waits that end in between do not add up`() {
        for round in 0..<10 {
            notice.goesOn(nowMs: UInt64(round) * 4_000 + 1) { "x" }
            notice.goesOn(nowMs: UInt64(round) * 4_000 + 3_999) { "x" }
            notice.ended(nowMs: UInt64(round) * 4_000 + 4_000)
        }
        #expect(readiness.isReady)
    }
}
