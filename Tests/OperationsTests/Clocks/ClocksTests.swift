import Foundation
import Testing

@testable import Operations

@Suite struct ClocksTests {
    @Test(arguments: [
        (Int64(0), "1970-01-01T00:00:00.000Z"),
        (1_364_350_000_250, "2013-03-27T02:06:40.250Z"),
        (951_782_400_000, "2000-02-29T00:00:00.000Z"),
        (-1, "1969-12-31T23:59:59.999Z"),
        (Int64.max, "9999-12-31T23:59:59.999Z"),
        (Int64.min, "0000-01-01T00:00:00.000Z"),
    ])
    func `Unix milliseconds are written as RFC 3339`(milliseconds: Int64, text: String) {
        #expect(WallClock.rfc3339(milliseconds) == text)
    }

    @Test func `days of eight centuries are written as Foundation writes it`() {
        let formatter = ISO8601DateFormatter()
        formatter.formatOptions = [.withInternetDateTime, .withFractionalSeconds]
        for day in stride(from: Int64(-70_000), through: 220_000, by: 97) {
            let milliseconds = day * 86_400_000 + 45_296_789
            let date = Date(timeIntervalSince1970: Double(milliseconds) / 1000)
            #expect(WallClock.rfc3339(milliseconds) == formatter.string(from: date))
        }
    }

    @Test func `the clocks agree with the system's`() {
        let before = MonotonicClock.nanoseconds()
        #expect(abs(Double(WallClock.milliseconds()) / 1000 - Date().timeIntervalSince1970) < 1)
        #expect(MonotonicClock.nanoseconds() >= before)
    }
}
