import Testing

@testable import Observation

@Suite struct PartitionClockTests {
    private static let settings = ObserveSettings(
        paneMs: 1_000,
        latenessMs: 2_000,
        maxJumpMs: 100_000
    )

    private func place(
        _ clock: inout PartitionClock,
        _ eventMs: Int64,
        recordMs: Int64 = 10_000
    ) -> PartitionClock.Placement {
        clock.place(eventMs, recordMs: recordMs, Self.settings)
    }

    @Test func `an event is late when its pane was over before the clock less the lateness`() {
        var clock = PartitionClock()
        #expect(clock.knownMs == nil)
        #expect(place(&clock, 10_500) == .pane(startMs: 10_000))
        #expect(place(&clock, 8_500) == .pane(startMs: 8_000))
        // The pane 7,000 to 8,000 is over at 8,000, which is before 10,500 less 2,000.
        #expect(place(&clock, 7_999) == .late)
        #expect(place(&clock, 9_999) == .pane(startMs: 9_000))
        #expect(clock.knownMs == 10_500)
        #expect(place(&clock, 11_000) == .pane(startMs: 11_000))
        #expect(place(&clock, 8_999) == .late)
    }

    @Test func `times outside 1970 to 9999 are in no pane`() {
        var clock = PartitionClock()
        for time in [-1, Int64.min, 253_402_300_800_000, Int64.max] {
            #expect(place(&clock, time) == .untimed)
        }
        #expect(clock == PartitionClock())
        #expect(clock.standing(recordMs: -1, Self.settings) == .untimed)
        #expect(clock.standing(recordMs: 1_500, Self.settings) == .pane(startMs: 1_000))
    }

    @Test func `one event far ahead is not believed, a hundred that agree are`() {
        var clock = PartitionClock()
        _ = place(&clock, 10_000)
        #expect(place(&clock, 500_000) == .ahead)
        #expect(place(&clock, 110_000) == .pane(startMs: 110_000))
        for _ in 1..<100 { #expect(place(&clock, 900_000) == .ahead) }
        // One that is believed begins the count anew.
        #expect(place(&clock, 110_001) == .pane(startMs: 110_000))
        for turn in 1..<100 { #expect(place(&clock, 900_000 + Int64(turn)) == .ahead) }
        #expect(place(&clock, 900_200) == .pane(startMs: 900_000))
        #expect(place(&clock, 110_002) == .late)
        // Those that do not agree are never believed.
        for turn in 0..<1_000 {
            #expect(place(&clock, 2_000_000 + Int64(turn % 2) * 1_000_000) == .ahead)
        }
    }

    @Test func `before the first event the record's timestamp says what can be believed`() {
        var clock = PartitionClock()
        #expect(place(&clock, 200_001, recordMs: 100_000) == .ahead)
        #expect(place(&clock, 200_000, recordMs: 100_000) == .pane(startMs: 200_000))
        var timeless = PartitionClock()
        #expect(place(&timeless, 200_001, recordMs: -1) == .pane(startMs: 200_000))
    }

    @Test func `a clock that is written and read goes on as if it had not been`() {
        var random = SplitMix64(1)
        var whole = PartitionClock()
        var broken = PartitionClock()
        for _ in 0..<20_000 {
            let jump = random.below(3) == 0 ? 1_000_000 : 3_000
            let time = (whole.knownMs ?? 0) + Int64(random.below(jump + 4_001) - 4_000)
            broken = PartitionClock(text: broken.text)
            #expect(place(&whole, time) == place(&broken, time))
            #expect(whole == broken)
        }
    }

    @Test(arguments: [
        nil, "", "observed", "observed 1 2", "observed 1 2 3 4", "other 1 0 0", "observed -2 0 0",
        "observed 1 100 0", "observed 1 0 -1", "observed x 0 0",
        "observed 99999999999999999999 0 0",
    ])
    func `what is no clock's text is a clock that knows nothing`(text: String?) {
        #expect(PartitionClock(text: text) == PartitionClock())
    }
}
