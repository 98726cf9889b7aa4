import Observation
import Testing

@Suite struct PaneTests {
    struct Event {
        var row: Samples.Row
        var timeMs: Int64
        var source: Int
    }

    /// Events of ten minutes over three sources, in order of time.
    static func events(_ count: Int, seed: Int) -> [Event] {
        var rng = SplitMix64(seed)
        return Samples.rows(count, seed: seed).enumerated().map { place, row in
            Event(row: row, timeMs: Int64(place) * 600_000 / Int64(count), source: rng.below(3))
        }
    }

    static func panes(
        _ events: [Event],
        _ plan: ObservationPlan,
        latenessMs: Int64,
        sources: Int = 3
    ) throws -> (panes: [Pane], series: PaneSeries) {
        let settings = try PaneSettings(paneMs: 60_000, latenessMs: latenessMs)
        var series = try PaneSeries(settings, sources: sources, plan: plan)
        var panes: [Pane] = []
        for event in events {
            if let pane = series.open(timeMs: event.timeMs, source: event.source) {
                series.count(
                    features: event.row.features.span,
                    scores: event.row.score.span,
                    into: pane
                )
            }
            panes += series.takeClosed()
        }
        return (panes + series.takeAll(), series)
    }

    static func plan() throws -> ObservationPlan {
        ObservationPlan(try Samples.baseline(Samples.rows(1_000, seed: 9)))
    }

    @Test func `panes do not depend on sources or on arrival within the lateness`() throws {
        let plan = try Self.plan()
        let events = Self.events(5_000, seed: 10)
        let (expected, _) = try Self.panes(events, plan, latenessMs: 90_000)
        #expect(expected.count == 10 && expected.map(\.counters.rows).reduce(0, +) == 5_000)
        #expect(expected.map(\.startMs) == (0..<10).map { Int64($0) * 60_000 })
        for seed in 1...20 {
            var rng = SplitMix64(seed)
            var shuffled = events
            for place in shuffled.indices { shuffled[place].source = rng.below(3) }
            // Each event comes up to 85 s after its turn.
            let arrivals = shuffled.map { $0.timeMs + Int64(rng.below(85_000)) }
            let order = shuffled.indices.sorted { (arrivals[$0], $0) < (arrivals[$1], $1) }
            let (panes, series) = try Self.panes(
                order.map { shuffled[$0] },
                plan,
                latenessMs: 90_000
            )
            #expect(panes == expected, "seed \(seed)")
            #expect(series.lateRows == 0)
        }
    }

    @Test func `a row after its pane was closed is late and counted, never lost silently`() throws {
        let plan = try Self.plan()
        let events = Self.events(3_000, seed: 11)
        let late = events.filter { $0.timeMs < 60_000 }.prefix(7)
        let (panes, series) = try Self.panes(events + late, plan, latenessMs: 30_000)
        #expect(series.lateRows == 7)
        #expect(panes.map(\.counters.rows).reduce(0, +) == 3_000)
        #expect(Set(panes.map(\.startMs)).count == panes.count, "no pane is given twice")
    }

    @Test func `a source that brings nothing holds the watermark back until it is idle`() throws {
        let plan = try Self.plan()
        let row = Samples.rows(1, seed: 12)[0]
        var series = try PaneSeries(try PaneSettings(latenessMs: 0), sources: 2, plan: plan)
        for minute in 0..<5 {
            if let pane = series.open(timeMs: Int64(minute) * 60_000, source: 0) {
                series.count(features: row.features.span, scores: row.score.span, into: pane)
            }
        }
        #expect(series.watermarkMs == nil)
        #expect(series.takeClosed().isEmpty && series.openCount == 5)
        series.markIdle(source: 1)
        #expect(series.watermarkMs == 240_000)
        #expect(series.takeClosed().count == 4)
        // It comes back: what is old is late, what is new counts.
        #expect(series.open(timeMs: 1_000, source: 1) == nil && series.lateRows == 1)
        #expect(series.open(timeMs: 250_000, source: 1) != nil)
    }

    @Test func `more open panes than the limit are closed, the oldest first, and counted`() throws {
        let plan = try Self.plan()
        let settings = try PaneSettings(paneMs: 1_000, latenessMs: 1_000, maxOpenPanes: 3)
        var series = try PaneSeries(settings, sources: 2, plan: plan)
        for second in 0..<10 { _ = series.open(timeMs: Int64(second) * 1_000, source: 0) }
        #expect(series.takeClosed().map(\.startMs) == (0..<7).map { Int64($0) * 1_000 })
        #expect(series.forcedPanes == 7 && series.openCount == 3)
    }

    @Test func `times that are none are counted, and settings out of range refused`() throws {
        var series = try PaneSeries(try PaneSettings(), sources: 1, plan: Self.plan())
        for time in [Int64.min, -1, Int64.max] {
            #expect(series.open(timeMs: time, source: 0) == nil)
        }
        #expect(series.untimedRows == 3 && series.watermarkMs == nil)
        #expect(throws: ObservationError.self) { try PaneSettings(paneMs: 0) }
        #expect(throws: ObservationError.self) { try PaneSettings(latenessMs: -1) }
        #expect(throws: ObservationError.self) {
            try PaneSettings(paneMs: 1_000, latenessMs: 60_000, maxOpenPanes: 10)
        }
    }

    @Test func `counters add and subtract exactly, in any order`() throws {
        let plan = try Self.plan()
        let (panes, _) = try Self.panes(Self.events(4_000, seed: 13), plan, latenessMs: 60_000)
        var total = plan.makeCounters()
        for pane in panes { try total.add(pane.counters) }
        var backwards = plan.makeCounters()
        for pane in panes.reversed() { try backwards.add(pane.counters) }
        #expect(total == backwards)
        for pane in panes.dropLast() { try total.subtract(pane.counters) }
        #expect(total == panes.last?.counters)
        let before = total
        #expect(throws: ObservationError.self) { try total.subtract(backwards) }
        #expect(throws: ObservationError.self) { try total.add(Counters(cellCount: 3)) }
        #expect(total == before, "a refused change changes nothing")
        #expect(throws: ObservationError.self) { try Counters(rows: 1, cells: [2]) }
        #expect(throws: ObservationError.self) { try Counters(rows: -1, cells: []) }
        #expect(throws: ObservationError.self) {
            var full = try Counters(rows: Counters.maxRows, cells: [0])
            try full.add(try Counters(rows: 1, cells: [1]))
        }
    }

    @Test func `cells of a row are where the layout says`() throws {
        let baseline = try Samples.baseline(Samples.rows(1_000, seed: 9))
        let plan = ObservationPlan(baseline)
        var counters = plan.makeCounters()
        let rows: [[Double]] = [
            [1e9, 2, 0], [-1e9, .nan, ObservationPlan.nullCategory], [.nan, 4, .nan],
            [.infinity, 0, 3],
        ]
        for row in rows { plan.count(features: row.span, scores: Span(), into: &counters) }
        #expect(counters.rows == 4)
        let number = Array(plan.cells(of: 0, in: counters))
        #expect(number.suffix(3) == [1, 2, 1] && number[0] == 1 && number[number.count - 4] == 2)
        #expect(Array(plan.cells(of: 1, in: counters)) == [1, 0, 1, 0, 1, 0, 0, 1])
        #expect(Array(plan.cells(of: 2, in: counters)) == [1, 0, 0, 1, 1, 1])
        #expect(plan.cells(of: 3, in: counters).reduce(0, +) == 0, "no score, nothing counted")
    }
}
