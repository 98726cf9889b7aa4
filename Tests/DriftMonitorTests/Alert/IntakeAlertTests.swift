import DriftMonitor
import Observation
import Rollout
import Testing

/// Alerts of what comes in: contract, clock, stalled partitions, a stream that runs dry.
@Suite struct IntakeAlertTests {
    /// What a book says of minutes of 1,000 events, each changed.
    static func alerts(
        _ minutes: Int,
        arms: [String] = ["champion"],
        _ change: (Int, inout ClosedPane) -> Void
    ) -> [Alert] {
        var settings = AlertSettings()
        settings.windowsMs = [60_000]
        var book = AlertBook(deployment: "flights", settings: settings)
        return (0..<minutes).flatMap { minute in
            var pane = ClosedPane(
                startMs: Int64(minute) * 60_000,
                endMs: Int64(minute + 1) * 60_000
            )
            pane.arms = arms.enumerated().map { index, route in
                ArmCounters(arm: Arm(version: "v\(index + 1)", route: route), rows: 1_000)
            }
            change(minute, &pane)
            return book.run(pane, quality: [])
        }
    }

    @Test func `events that cannot be decoded are one alert, that ends with them`() {
        let alerts = Self.alerts(12) { if (3..<8).contains($0) { $1.undecodable = 100 } }
        #expect(
            short(alerts) == [
                "5 contract events firing critical", "11 contract events resolved critical",
            ]
        )
        #expect(alerts[0].value == 100.0 / 1_100 && alerts[0].threshold == 0.025)
        #expect(alerts[0].evidence["undecodable"] == .integer(100))
    }

    @Test func `a share at its limit is no alert`() {
        let alerts = Self.alerts(200) { minute, pane in
            // One per cent on average, with the spread of chance.
            var random = SplitMix64(minute)
            pane.undecodable = (0..<1_000).count { _ in random.unit() < 0.01 }
        }
        print("200 windows, seeds 0 to 199: \(short(alerts))")
        #expect(alerts.isEmpty)
    }

    @Test func `what every version refuses is the stream's alert, what one does is its own`() {
        func refuse(_ versions: Range<Int>) -> [Alert] {
            Self.alerts(4, arms: ["champion", "canary", "shadow"]) { _, pane in
                for version in versions { pane.arms[version].refused = 50 }
            }
        }
        #expect(short(refuse(0..<3)) == ["2 contract events firing critical"])
        #expect(short(refuse(2..<3)) == ["2 contract shadow events@v3 firing critical"])
    }

    @Test func `late and early events are an alert`() {
        let alerts = Self.alerts(5) {
            $1.late = 60; $1.ahead = 20; _ = $0
        }
        #expect(short(alerts) == ["3 clock events firing warning"])
    }

    @Test func `a partition that is silent for three panes is an alert until it goes on`() {
        let alerts = Self.alerts(12) { minute, pane in
            if minute == 0 || (2..<7).contains(minute) { pane.stalled = [3] }
        }
        #expect(
            short(alerts) == [
                "5 stalled partition 3 firing warning", "10 stalled partition 3 resolved warning",
            ]
        )
    }

    @Test func `a stream that runs dry is one alert, whatever the versions`() throws {
        let alerts = Self.alerts(16, arms: ["champion", "canary"]) { minute, pane in
            if (4..<10).contains(minute) { pane.arms = [] }
        }
        #expect(
            short(alerts) == [
                "7 data stream firing warning", "13 data stream resolved warning",
            ]
        )
    }
}
