import DriftMonitor
import Foundation
import Observation
import Rollout
import Testing

/// Alerts of labels, losses and levels.
@Suite struct QualityAlertTests {
    /// Labelled predictions of a minute: probabilities that are right, or of another world.
    static func quality(
        _ minute: Int,
        _ random: inout SplitMix64,
        isWrong: Bool = false,
        labelled: Double = 1,
        count: Int = 250
    ) -> QualityPane {
        var sums = QualitySums(.probability)
        for _ in 0..<count where random.unit() < labelled {
            let score = random.unit()
            let rate = isWrong ? 0.5 + 0.2 * (score - 0.5) : score
            sums.add(score: score, label: random.unit() < rate ? 1 : 0)
        }
        let start = Int64(minute) * 60_000
        return QualityPane(
            startMs: start,
            endMs: start + 60_000,
            maturity: labelled < 0.9 ? .age : .coverage,
            arms: [
                .init(
                    arm: Arm(version: "v1", route: "champion"),
                    predictions: count,
                    sums: sums
                )
            ],
            pairs: []
        )
    }

    /// What a book says when labels come ten minutes after.
    static func alerts(
        _ minutes: Int,
        seed: Int,
        isWrong: (Int) -> Bool = { _ in false },
        labelled: (Int) -> Double = { _ in 1 }
    ) throws -> [Alert] {
        var settings = AlertSettings()
        settings.windowsMs = [60_000]
        var book = AlertBook(deployment: "flights", settings: settings)
        var random = SplitMix64(seed)
        return try (0..<minutes).flatMap { minute in
            let pane = ClosedPane(
                startMs: Int64(minute + 10) * 60_000,
                endMs: Int64(minute + 11) * 60_000
            )
            let labels = quality(
                minute,
                &random,
                isWrong: isWrong(minute),
                labelled: labelled(minute)
            )
            if minute % 7 == 0 {
                // The state may be stored between any two panes.
                let data = try JSONEncoder().encode(book.state)
                book.restore(try JSONDecoder().decode(AlertBook.State.self, from: data))
            }
            return book.run(pane, quality: [labels])
        }
    }

    @Test func `the same world gives no alert`() throws {
        #expect(try Self.alerts(300, seed: 31).isEmpty)
    }

    @Test func `a world in which scores mean less is one alert, of quality`() throws {
        let alerts = try Self.alerts(60, seed: 32) { $0 >= 30 }
        #expect(alerts.map(\.rule) == ["quality"])
        let alert = try #require(alerts.first)
        // Two blocks of two minutes each, told when their labels have come.
        #expect((44...46).contains(alert.timeMs / 60_000))
        #expect(alert.stretch.toMs == alert.timeMs - 600_000)
        #expect(alert.evidence["figures"]?["roc_auc"] != nil)
        #expect(alert.value > 0.25)
    }

    @Test func `labels that stay away are an alert, one pane of them is none`() throws {
        let alerts = try Self.alerts(40, seed: 33) { _ in
            false
        } labelled: {
            $0 == 5 || (20..<30).contains($0) ? 0.4 : 0.95
        }
        #expect(
            short(alerts) == [
                "33 labels coverage firing warning", "43 labels coverage resolved warning",
            ]
        )
    }

    @Test
    func `a level that moves by too little for one window is a change, and ends as the new level`()
        throws
    {
        var stream = try WatchedStream(seed: 34)
        var book = stream.book()
        var alerts: [Alert] = []
        for minute in 0..<160 {
            // Too few rows for the distribution to be judged.
            let pane = stream.pane(rows: 150) { row, _ in
                if minute >= 70 { (row[0], row[1]) = (row[0] + 0.3, row[1] + 0.3) }
            }
            alerts += book.run(pane, quality: [])
        }
        print("seed 34: \(short(alerts))")
        #expect(alerts.map(\.rule) == ["change", "change"])
        #expect(alerts.map(\.subject) == ["prediction", "prediction"])
        #expect(alerts.map(\.state) == [.firing, .resolved])
        let began = try #require(alerts.first)
        #expect((72...85).contains(began.timeMs / 60_000))
        #expect(began.statistic == "cusum")
    }
}
