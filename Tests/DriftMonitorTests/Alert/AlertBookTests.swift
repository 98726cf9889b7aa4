import Foundation
import Observation
import Rollout
import Testing

@testable import DriftMonitor

/// When alerts begin and end, and which of several speaks.
@Suite struct AlertBookTests {
    /// What a book says of minutes, each with its change.
    static func alerts(
        _ seed: Int,
        rows: Int = 800,
        _ minutes: [WatchedStream.Change?]
    ) throws -> [Alert] {
        var stream = try WatchedStream(seed: seed)
        var book = stream.book()
        return minutes.flatMap { book.run(stream.pane(rows: rows, $0), quality: []) }
    }

    static func minutes(
        _ count: Int,
        _ change: WatchedStream.Change? = nil
    ) -> [WatchedStream.Change?] { Array(repeating: change, count: count) }

    @Test func `without a change there is no alert`() throws {
        #expect(try Self.alerts(2, Self.minutes(30)).isEmpty)
    }

    @Test func `a critical change begins with the second window, ends after three clear ones`()
        throws
    {
        let alerts = try Self.alerts(
            3,
            Self.minutes(4) + Self.minutes(6) { row, _ in row[3] += 1.5 } + Self.minutes(6)
        )
        #expect(
            short(alerts) == [
                "6 distribution f3@v1 firing critical", "13 distribution f3@v1 resolved critical",
            ]
        )
        let began = try #require(alerts.first)
        #expect(began.evidence["since"] == .integer(240_000))
        #expect(began.stretch == .init(fromMs: 300_000, toMs: 360_000, events: 800))
        #expect(began.statistic == "psi_debiased" && began.threshold == 0.25)
        #expect(began.value > 0.25 && began.pValue.map { $0 < 1e-6 } == true)
        #expect(alerts[1].evidence["fired"] == .string(began.id))
        #expect(alerts[1].value < alerts[1].threshold && alerts[1].threshold == 0.8 * 0.1)
    }

    @Test func `a warning begins with the third window and may become critical`() throws {
        let alerts = try Self.alerts(
            4,
            rows: 2_000,
            Self.minutes(2) + Self.minutes(5) { row, _ in row[3] += 0.4 }
                + Self.minutes(3) { row, _ in row[3] += 1.5 }
        )
        #expect(
            short(alerts) == [
                "5 distribution f3@v1 firing warning", "9 distribution f3@v1 firing critical",
            ]
        )
    }

    @Test func `one window is no alert, and windows with too few rows count as none`() throws {
        var stream = try WatchedStream(seed: 5)
        var book = stream.book()
        let shift: WatchedStream.Change = { row, _ in row[3] += 1.5 }
        var alerts: [Alert] = []
        for (rows, change) in [
            (800, nil), (800, shift), (800, nil), (800, shift), (50, nil), (50, nil), (800, shift),
        ] as [(Int, WatchedStream.Change?)] {
            alerts += book.run(stream.pane(rows: rows, change), quality: [])
        }
        #expect(short(alerts) == ["7 distribution f3@v1 firing critical"])
    }

    @Test func `after its end an alert rests before it begins again`() throws {
        let shift = Self.minutes(3) { row, _ in row[3] += 1.5 }
        let alerts = try Self.alerts(
            6,
            shift + Self.minutes(3)
                + Self.minutes(6) {
                    $0[3] += 1.5; _ = $1
                }
        )
        #expect(
            short(alerts) == [
                "2 distribution f3@v1 firing critical", "6 distribution f3@v1 resolved critical",
                "9 distribution f3@v1 firing critical",
            ]
        )
    }

    @Test func `a feature that is all null is one alert, of nulls`() throws {
        let alerts = try Self.alerts(
            7,
            Self.minutes(2) + Self.minutes(4) { row, _ in row[0] = .nan }
        )
        #expect(short(alerts) == ["4 nulls f0@v1 firing critical"])
        let evidence = try #require(alerts.first).evidence
        // The distribution of the same feature, and the score that follows it.
        #expect("\(evidence["folded"] ?? .null)".contains("distribution"))
        #expect("\(evidence["scores"] ?? .null)".contains("prediction"))
        #expect(evidence["now"] == .double(1))
    }

    @Test func `a few nulls and a shift at once are two alerts`() throws {
        let alerts = try Self.alerts(
            8,
            Self.minutes(2) { row, random in
                row[3] = random.unit() < 0.1 ? .nan : row[3] + 1.5
            }
        )
        #expect(
            short(alerts) == [
                "2 distribution f3@v1 firing critical", "2 nulls f3@v1 firing critical",
            ]
        )
    }

    @Test func `one value for all is constant, also where it fills in nulls`() throws {
        let alerts = try Self.alerts(9, Self.minutes(3) { row, _ in (row[4], row[9]) = (0.1, 0.1) })
        #expect(
            short(alerts) == [
                "2 constant f4@v1 firing critical", "2 constant f9@v1 firing critical",
            ]
        )
    }

    @Test func `categories in no table are one alert`() throws {
        let alerts = try Self.alerts(
            10,
            Self.minutes(3) { row, random in if random.unit() < 0.2 { row[10] = .nan } }
        )
        #expect(short(alerts) == ["2 unseen carrier@v1 firing critical"])
    }

    @Test func `a category that is gone is one alert`() throws {
        let alerts = try Self.alerts(
            11,
            Self.minutes(3) { row, _ in if row[10] == 2 { row[10] = 3 } }
        )
        #expect(short(alerts) == ["2 distribution carrier@v1 firing critical"])
    }

    @Test func `a shift that takes some values out of range is one alert, of the shift`() throws {
        let alerts = try Self.alerts(23, Self.minutes(3) { row, _ in row[5] += 2 })
        #expect(short(alerts) == ["2 distribution f5@v1 firing critical"])
        let folded = "\(alerts.first?.evidence["folded"] ?? .null)"
        #expect(folded.contains("outside"))
    }

    @Test func `values out of range are one alert`() throws {
        let alerts = try Self.alerts(12, Self.minutes(3) { row, _ in row[5] += 6 })
        #expect(short(alerts) == ["2 outside f5@v1 firing critical"])
    }

    @Test func `many features at once are one alert that names them`() throws {
        let alerts = try Self.alerts(
            13,
            Self.minutes(3) + Self.minutes(4) { row, _ in for place in 0..<5 { row[place] = .nan } }
                + Self.minutes(4)
        )
        #expect(
            short(alerts) == [
                "5 group features@v1 firing critical", "10 group features@v1 resolved critical",
            ]
        )
        let evidence = try #require(alerts.first).evidence
        guard case .array(let features)? = evidence["features"] else {
            Issue.record("no features")
            return
        }
        #expect(features.count == 5)
        #expect(features.allSatisfy { $0["rule"] == .string("nulls") })
    }

    @Test func `a score that moves alone is its own alert, with the features that lead`() throws {
        // f0 and f1 move by too little to be findings, in one direction; their sum does.
        let alerts = try Self.alerts(
            14,
            rows: 3_000,
            Self.minutes(4) { row, _ in (row[0], row[1]) = (row[0] + 0.27, row[1] + 0.27) }
        )
        #expect(short(alerts) == ["3 distribution prediction@v1 firing warning"])
        let features = "\(try #require(alerts.first).evidence["features"] ?? .null)"
        #expect(features.contains("f0") && features.contains("f1"))
    }

    @Test func `what drifts for two versions is one alert, of the one with more events`() throws {
        var stream = try WatchedStream(seed: 15)
        var book = stream.book()
        var alerts: [Alert] = []
        for _ in 0..<4 {
            let change: WatchedStream.Change = { row, _ in row[3] = .nan }
            let arms = [
                stream.arm(rows: 200, version: "v0", route: "canary", change),
                stream.arm(rows: 900, version: "v1", change),
                stream.arm(rows: 900, version: "v2", route: "shadow", change),
            ]
            alerts += book.run(stream.pane(arms), quality: [])
        }
        #expect(short(alerts) == ["2 nulls f3@v1 firing critical"])
        #expect(alerts.first?.evidence["versions"] == .array([.string("v0")]))
    }

    @Test func `a shadow's score is told apart from what its version serves`() throws {
        var stream = try WatchedStream(seed: 16)
        var book = stream.book()
        var alerts: [Alert] = []
        for _ in 0..<3 {
            let arms = [
                stream.arm(rows: 900, version: "v1"),
                stream.arm(rows: 900, version: "v2", route: "shadow") { row, _ in row[0] += 2 },
            ]
            alerts += book.run(stream.pane(arms), quality: [])
        }
        #expect(short(alerts) == ["2 distribution shadow prediction@v2 firing critical"])
    }

    @Test func `alerts of a version end when it has no events and others have`() throws {
        var stream = try WatchedStream(seed: 17)
        var book = stream.book(windows: [1, 5])
        var alerts: [Alert] = []
        for minute in 0..<8 {
            let arm =
                minute < 4
                ? stream.arm(rows: 900, version: "v1") { row, _ in row[3] += 1.5 }
                : stream.arm(rows: 900, version: "v2")
            alerts += book.run(stream.pane([arm]), quality: [])
        }
        #expect(
            short(alerts) == [
                "2 distribution f3@v1 firing critical", "5 distribution f3@v1 resolved critical",
            ]
        )
        #expect(alerts[1].evidence["gone"] == .bool(true))
        #expect(book.firing.isEmpty)
    }

    @Test func `a small change is found by the longer window`() throws {
        var stream = try WatchedStream(seed: 18)
        var book = stream.book(windows: [1, 10])
        var alerts: [Alert] = []
        for _ in 0..<30 {
            let pane = stream.pane(rows: 200) { row, _ in row[3] += 0.5 }
            alerts += book.run(pane, quality: [])
        }
        #expect(short(alerts) == ["30 distribution f3@v1 firing warning"])
        #expect(alerts.first?.stretch.events == 2_000)
        #expect(alerts.first?.evidence["window_ms"] == .integer(600_000))
    }

    @Test func `a window by count is as long as its rows take, and needs no window of its length`()
        throws
    {
        var stream = try WatchedStream(seed: 22)
        var book = stream.book(windows: [1])
        var settings = book.settings
        settings.windowsRows = [2_000, 4_000]
        book = AlertBook(deployment: "flights", settings: settings)
        book.baselines[stream.baseline.digest] = stream.baseline
        var alerts: [Alert] = []
        for minute in 0..<60 {
            // Of 300 rows a minute distribution is not judged, whatever it is.
            let pane = stream.pane(rows: minute < 20 ? 300 : 100) { row, _ in row[3] += 0.4 }
            alerts += book.run(pane, quality: [])
            let data = try JSONEncoder().encode(book.state)
            book.restore(try JSONDecoder().decode(AlertBook.State.self, from: data))
        }
        // 7 minutes of 300 rows make 2,100; the third window is 6 of them and 2 of 100.
        #expect(short(alerts) == ["22 distribution f3@v1 firing warning"])
        let began = try #require(alerts.first)
        #expect(began.evidence["window_rows"] == .integer(2_000))
        #expect(began.evidence["window_ms"] == nil)
        #expect(began.stretch == .init(fromMs: 840_000, toMs: 1_320_000, events: 2_000))
        #expect(book.firing.count == 1)
        // Routed to no more: its alert ends, and so does what is open of it.
        for _ in 0..<3 {
            let other = stream.arm(rows: 900, version: "v2")
            alerts += book.run(stream.pane([other]), quality: [])
        }
        #expect(alerts.last?.state == .resolved && book.firing.isEmpty)
    }

    @Test func `windows by count hold what their panes hold, by one baseline each`() throws {
        var stream = try WatchedStream(seed: 23)
        var windows = RowWindows(lengths: [500, 1_200])
        var panes: [ClosedPane] = []
        var filled: [FilledRows] = []
        var random = SplitMix64(23)
        for _ in 0..<40 {
            let pane = stream.pane([
                stream.arm(rows: 1 + random.below(300)),
                stream.arm(rows: random.below(100), route: "canary"),
                stream.arm(rows: random.below(200), version: "v2", route: Arm.shadow),
            ])
            panes.append(pane)
            windows = try JSONDecoder().decode(
                RowWindows.self,
                from: JSONEncoder().encode(windows)
            )
            filled += windows.add(pane)
        }
        for (version, isShadow) in [("v1", false), ("v2", true)] {
            for wanted in [500, 1_200] {
                let made = filled.filter {
                    $0.wanted == wanted && $0.version.watched.version == version
                }
                #expect(made.count >= 3)
                var from: Int64 = 0
                for window in made {
                    #expect(window.startMs == from && window.version.watched.isShadow == isShadow)
                    from = window.endMs
                    let arms = panes.filter {
                        $0.startMs >= window.startMs && $0.endMs <= window.endMs
                    }
                    .flatMap(\.arms).filter { $0.arm.version == version }
                    var sum = try #require(arms[0].counters)
                    for arm in arms.dropFirst() { try sum.add(try #require(arm.counters)) }
                    #expect(window.version.counters == sum)
                    let last = arms.filter { $0.arm.route != "canary" }.last?.rows ?? 0
                    #expect(sum.rows >= wanted && sum.rows - last - 100 < wanted)
                }
            }
        }
        windows.forget(WatchedVersion(version: "v1", isShadow: false))
        #expect(windows.add(stream.pane(rows: 499)).isEmpty)
        #expect(windows.add(stream.pane(rows: 1)).map(\.version.counters?.rows) == [500])
    }

    @Test func `too few rows in every window are an alert, enough in a longer one are none`() throws
    {
        var stream = try WatchedStream(seed: 19)
        var (book, longer) = (stream.book(), stream.book(windows: [1, 10]))
        var alerts: [Alert] = []
        var others: [Alert] = []
        for minute in 0..<24 {
            let pane = stream.pane(rows: minute < 16 ? 40 : 400)
            alerts += book.run(pane, quality: [])
            others += longer.run(pane, quality: [])
        }
        #expect(
            short(alerts) == ["3 data rows@v1 firing warning", "19 data rows@v1 resolved warning"]
        )
        #expect(
            short(others) == ["3 data rows@v1 firing warning", "13 data rows@v1 resolved warning"]
        )
    }

    @Test func `firing is what began and has not ended`() throws {
        var stream = try WatchedStream(seed: 20)
        var book = stream.book()
        let began = (0..<3).flatMap { _ in
            book.run(stream.pane { row, _ in (row[3], row[4]) = (.nan, row[4] + 2) }, quality: [])
        }
        #expect(
            short(began) == [
                "2 distribution f4@v1 firing critical", "2 nulls f3@v1 firing critical",
            ]
        )
        #expect(book.firing == began)
    }

    @Test func `a book that is stored and restored after any pane says the same`() throws {
        var stream = try WatchedStream(seed: 21)
        var (steady, restarted) = (stream.book(windows: [1, 5]), stream.book(windows: [1, 5]))
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        var count = 0
        for minute in 0..<36 {
            let pane = stream.pane { row, _ in
                if (4..<12).contains(minute) { (row[3], row[4]) = (.nan, row[4] + 1.5) }
            }
            let alerts = steady.run(pane, quality: [])
            #expect(restarted.run(pane, quality: []) == alerts)
            count += alerts.count
            let data = try encoder.encode(restarted.state)
            restarted = stream.book(windows: [1, 5])
            restarted.restore(try JSONDecoder().decode(AlertBook.State.self, from: data))
            #expect(restarted.state == steady.state)
            #expect(try encoder.encode(steady.state) == data)
        }
        #expect(count >= 4)
    }

    @Test func `a baseline that changes, or is not at hand, is an alert`() throws {
        var stream = try WatchedStream(seed: 22)
        let other = try WatchedStream(seed: 22, baselineRows: 10_000).baseline
        var book = stream.book()
        var alerts: [Alert] = []
        for minute in 0..<9 {
            let arm = stream.arm(rows: 300)
            let changed = ArmCounters(
                arm: arm.arm,
                baselineDigest: other.digest,
                rows: arm.rows,
                counters: arm.counters
            )
            if minute == 5 { book.baselines[other.digest] = other }
            alerts += book.run(stream.pane([minute < 2 ? arm : changed]), quality: [])
        }
        #expect(
            short(alerts) == [
                "3 baseline counters@v1 firing warning", "3 baseline file@v1 firing warning",
                "6 baseline counters@v1 resolved warning", "8 baseline file@v1 resolved warning",
            ]
        )
    }
}
