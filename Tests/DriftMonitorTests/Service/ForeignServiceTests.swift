import BrokerFixture
import Foundation
import Kafka
import Operations
import Testing

@testable import DriftMonitor

/// The monitor without our scorer: it counts the topics of features and predictions itself, and there
/// is no control log.
@Suite(.serialized, .timeLimit(.minutes(5))) struct ForeignServiceTests {
    private static let more = ", source: topics, \(ForeignTopics.layout)"
    private static let input =
        "input: {topic: features, id: /event/id, time: /event/at, features: /x}"

    private func fixture(_ topics: ForeignTopics, alerts: [String]) throws -> MonitorFixture {
        let fixture = try MonitorFixture(alertTopics: alerts, hasControl: false)
        try fixture.write(topics.features, to: "features")
        try fixture.write(topics.predictions, to: "predictions")
        try fixture.write(topics.labels, to: "labels")
        return fixture
    }

    private func start(
        _ fixture: MonitorFixture,
        _ name: String,
        labels: Bool = false,
        endsAtEnd: Bool = true
    ) throws -> RunningMonitor {
        let facts = try ForeignTopics.facts()
        return try fixture.start(
            name: name,
            alerts: name,
            more: Self.more + (labels ? ", labels: {topic: labels}" : ""),
            input: Self.input,
            endsAtEnd: endsAtEnd,
            facts: { _, _ in facts }
        )
    }

    private func alerts(_ fixture: MonitorFixture, _ topic: String) throws -> [Alert] {
        try fixture.read(topic).map { try Alert(decoding: $0) }
            .sorted { ($0.timeMs, $0.key, $0.id) < ($1.timeMs, $1.key, $1.id) }
    }

    @Test func `a feature that moves is alerted of, with the score that follows it, and resolves`()
        throws
    {
        let topics = ForeignTopics(minutes: 24, shifted: 8..<14, seed: 1)
        let fixture = try fixture(topics, alerts: ["found"])
        let monitor = try start(fixture, "found", labels: true)
        try monitor.join()
        let found = try alerts(fixture, "found")
        let feature = found.filter { $0.subject == "f0" }
        #expect(feature.contains { $0.state == .firing && $0.version == "v1" }, "\(short(found))")
        #expect(feature.contains { $0.state == .resolved })
        #expect(Set(found.map(\.rule)).isDisjoint(with: ["contract", "data", "baseline", "clock"]))
        let metrics = String(decoding: monitor.metrics.render(), as: UTF8.self)
        let joined = metrics.split(separator: "\n").first { $0.contains("result=\"joined\"") }
        let count = joined?.split(separator: " ").last.flatMap { Double($0) }
        #expect(count ?? 0 > Double(topics.labels.count) * 0.9, "\(joined ?? "none")")
    }

    @Test func `alerts are the same whether it reads in one go or is stopped again and again`()
        throws
    {
        let topics = ForeignTopics(
            minutes: 24,
            shifted: 6..<10,
            brokenMinutes: 14..<18,
            seed: 2
        )
        let fixture = try fixture(topics, alerts: ["once", "often"])
        try start(fixture, "once", labels: true).join()
        let expected = try alerts(fixture, "once")
        #expect(expected.contains { $0.rule == "contract" && $0.state == .firing })
        #expect(expected.contains { $0.subject == "f0" && $0.state == .firing })
        var random = SplitMix64(7)
        for _ in 0..<12 {
            let monitor = try start(fixture, "often", labels: true)
            usleep(UInt32(random.below(700_000)))
            try monitor.end()
        }
        try start(fixture, "often", labels: true).join()
        #expect(try alerts(fixture, "often") == expected)
    }

    @Test func `records that cannot be read are counted and told, whichever topic holds them`()
        throws
    {
        let topics = ForeignTopics(minutes: 6, shifted: 0..<0, brokenMinutes: 2..<4, seed: 3)
        let fixture = try fixture(topics, alerts: ["found"])
        let rubbish = ["", "{}", "[]", "{\"outputs\":[{\"data\":[NaN]}]}", "\u{0}"]
        try fixture.write(rubbish.map { ("k", Array($0.utf8)) }, to: "predictions")
        let monitor = try start(fixture, "found")
        try monitor.join()
        for (input, count) in [("features", topics.broken), ("predictions", rubbish.count)] {
            let id = monitor.metrics.counter(MonitorMetricFamilies.rejected, input)
            #expect(monitor.metrics.total(id) == UInt64(count))
        }
    }

    @Test func `--check says what works without the scorer`() throws {
        let fixture = try MonitorFixture(hasControl: false)
        let facts = try ForeignTopics.facts()
        let configuration = try #require(
            MonitorFixture.configuration(
                bootstrap: fixture.broker.bootstrapServers,
                more: Self.more,
                input: Self.input
            )
        )
        let lines = try MonitorService.check(
            configuration,
            RunningMonitor.surroundings { _, _ in facts }
        )
        #expect(lines.first == "deployment flights: features features, predictions predictions")
        let line = try #require(lines.last)
        #expect(line.contains("by the baseline of version v1; drift and alerts"), "\(line)")
        #expect(line.contains("no labels are configured: no quality"))
        #expect(line.contains("no advice and no commands"))
    }

    @Test func `a version that the repository lacks is named at the start`() throws {
        let fixture = try MonitorFixture(hasControl: false)
        let monitor = try fixture.start(more: Self.more, input: Self.input) { _, version in
            throw FixtureError("no \(version)")
        }
        do {
            try monitor.join()
            Issue.record("it ended as if it had counted")
        } catch let error as MonitorError {
            #expect(error.description.contains("version 'v1' of model 'delay'"))
            #expect(error.description.contains("model check"))
        }
    }
}
