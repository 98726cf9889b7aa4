import DriftMonitor
import Observation
import Rollout
import Testing

/// One accident is one alert, also at its edges, in longer windows, and for all that it sets off.
@Suite struct AccidentAlertTests {
    /// What a book that judges minutes and five minutes says of minutes, each with its change.
    static func alerts(
        _ seed: Int,
        rows: Int = 800,
        _ minutes: [WatchedStream.Change?]
    ) throws -> [Alert] {
        var stream = try WatchedStream(seed: seed)
        var book = stream.book(windows: [1, 5])
        return minutes.flatMap { book.run(stream.pane(rows: rows, $0), quality: []) }
    }

    static func minutes(
        _ count: Int,
        _ change: WatchedStream.Change? = nil
    ) -> [WatchedStream.Change?] { Array(repeating: change, count: count) }

    @Test(arguments: 0..<5)
    func `an accident of three minutes is one alert, wherever it lies in longer windows`(
        start: Int
    ) throws {
        let alerts = try Self.alerts(
            40 + start,
            Self.minutes(5 + start) + Self.minutes(3) { row, _ in row[3] = .nan }
                + Self.minutes(30)
        )
        #expect(alerts.map(\.rule) == ["nulls", "nulls"], "starts in minute \(start)")
        #expect(alerts.map(\.state) == [.firing, .resolved], "starts in minute \(start)")
    }

    @Test(arguments: 0..<5)
    func `edges of a constant column are no other alert`(start: Int) throws {
        // Half of the rows of the first and the last minute.
        let edge: WatchedStream.Change = { row, random in if random.unit() < 0.5 { row[4] = 0.1 } }
        let alerts = try Self.alerts(
            50 + start,
            Self.minutes(5 + start, nil) + [edge] + Self.minutes(8) { row, _ in row[4] = 0.1 }
                + [edge] + Self.minutes(30)
        )
        #expect(alerts.map(\.rule) == ["constant", "constant"], "starts in minute \(start)")
    }

    @Test func `a category under a new name is one alert, of unseen ones`() throws {
        let alerts = try Self.alerts(
            61,
            Self.minutes(2) + Self.minutes(10) { row, _ in if row[10] == 3 { row[10] = .nan } }
                + Self.minutes(30)
        )
        #expect(
            short(alerts) == [
                "4 unseen carrier@v1 firing critical", "30 unseen carrier@v1 resolved critical",
            ]
        )
    }

    @Test func `a number in another unit is one alert, of values out of range`() throws {
        var stream = try WatchedStream(seed: 62)
        var book = stream.book()
        var alerts: [Alert] = []
        for _ in 0..<2 {
            // One in a hundred is null as ever, enough of them to be compared by themselves.
            let change: WatchedStream.Change = { row, _ in row[9] += 1_000 }
            let arms = [
                stream.arm(rows: 12_000, version: "v1", change),
                stream.arm(rows: 200, version: "v2", route: "canary", change),
            ]
            alerts += book.run(stream.pane(arms), quality: [])
        }
        #expect(short(alerts) == ["2 outside f9@v1 firing critical"])
    }

    @Test func `what one version has too few rows to see is one alert with what another sees`()
        throws
    {
        var stream = try WatchedStream(seed: 63)
        var book = stream.book()
        var alerts: [Alert] = []
        for _ in 0..<4 {
            let change: WatchedStream.Change = { row, _ in row[5] += 2.5 }
            let arms = [
                stream.arm(rows: 900, version: "v1", change),
                stream.arm(rows: 200, version: "v2", route: "canary", change),
            ]
            alerts += book.run(stream.pane(arms), quality: [])
        }
        #expect(short(alerts) == ["2 distribution f5@v1 firing critical"])
        #expect(alerts.first?.evidence["versions"] == .array([.string("v2")]))
        #expect(book.folded.contains { $0.version == "v2" && $0.severity == .critical })
    }

    @Test func `when windows have too few rows to say that all is well, a longer one says it`()
        throws
    {
        var stream = try WatchedStream(seed: 64)
        var book = stream.book(windows: [1, 5])
        var alerts: [Alert] = []
        for minute in 0..<12 {
            let pane =
                minute < 5
                ? stream.pane(rows: 800) { row, _ in row[3] += 1.5 } : stream.pane(rows: 200)
            alerts += book.run(pane, quality: [])
        }
        #expect(
            short(alerts) == [
                "2 distribution f3@v1 firing critical", "10 distribution f3@v1 resolved critical",
            ]
        )
    }

    @Test func `losses that grow with a feature's alert are told when it is over and they go on`()
        throws
    {
        func alerts(wrongUntil end: Int) throws -> [Alert] {
            var stream = try WatchedStream(seed: 65)
            var book = stream.book()
            var random = SplitMix64(66)
            return (0..<60).flatMap { minute in
                let isBroken = (20..<30).contains(minute)
                let pane = stream.pane(rows: 800) { row, _ in if isBroken { row[0] = .nan } }
                let quality = QualityAlertTests.quality(
                    minute,
                    &random,
                    isWrong: (20..<end).contains(minute)
                )
                return book.run(pane, quality: [quality])
            }
        }
        #expect(
            short(try alerts(wrongUntil: 30)) == [
                "22 nulls f0@v1 firing critical", "33 nulls f0@v1 resolved critical",
            ]
        )
        let longer = try alerts(wrongUntil: 60)
        #expect(longer.map(\.rule) == ["nulls", "nulls", "quality"])
        #expect(longer.last.map { $0.timeMs >= 33 * 60_000 } == true)
    }

    @Test
    func `events of wrong times are told, not what the rest looks like without them`()
        throws
    {
        var stream = try WatchedStream(seed: 67)
        var book = stream.book(windows: [1, 5])
        var alerts: [Alert] = []
        for minute in 0..<40 {
            let isBehind = (3..<13).contains(minute)
            // Carrier 3 comes three hours late.
            var pane = stream.pane(rows: 800) { row, _ in
                if isBehind, row[10] == 3 { row[10] = 0 }
            }
            pane.late = isBehind ? 400 : 0
            alerts += book.run(pane, quality: [])
        }
        #expect(alerts.map(\.rule) == ["clock", "clock"])
    }

    @Test func `what cannot be decoded is told of by the window in which the clock stood`() {
        let alerts = IntakeAlertTests.alerts(20) { minute, pane in
            if minute == 4 { pane.undecodable = 8_000 }
            if (5..<12).contains(minute) { pane.arms = [] }
        }
        #expect(
            short(alerts) == [
                "5 contract events firing critical", "15 contract events resolved critical",
            ]
        )
    }

    @Test func `the alert of a silent partition says when the silence began`() {
        let alerts = IntakeAlertTests.alerts(12) { minute, pane in
            if minute >= 5 { (pane.stalled, pane.silentSinceMs) = ([3], [3: 60_000]) }
        }
        #expect(short(alerts) == ["8 stalled partition 3 firing warning"])
        #expect(alerts.first?.evidence["since"] == .integer(60_000))
    }
}
