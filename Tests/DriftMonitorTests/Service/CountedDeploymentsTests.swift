import BrokerFixture
import Foundation
import Kafka
import Operations
import Testing

@testable import DriftMonitor

/// Several deployments, and several versions of one, whose topics the monitor counts itself.
@Suite(.serialized, .timeLimit(.minutes(5))) struct CountedDeploymentsTests {
    private static let more = ", source: topics, \(ForeignTopics.layout)"
    private static let places = "id: /event/id, time: /event/at, features: /x"

    private func alerts(_ fixture: MonitorFixture, _ topic: String) throws -> [Alert] {
        try fixture.read(topic).map { try Alert(decoding: $0) }
            .sorted { ($0.timeMs, $0.key, $0.id) < ($1.timeMs, $1.key, $1.id) }
    }

    @Test func `deployments with topics of their own are counted apart`() throws {
        let fixture = try MonitorFixture(alertTopics: ["once", "often"], hasControl: false)
        for name in ["cab-features", "cab-predictions"] {
            try fixture.broker.createTopic(name, partitions: 4)
        }
        let flights = ForeignTopics(minutes: 20, shifted: 6..<12, seed: 11)
        let cabs = ForeignTopics(minutes: 26, shifted: 0..<0, seed: 12)
        try fixture.write(flights.features, to: "features")
        try fixture.write(flights.predictions, to: "predictions")
        try fixture.write(cabs.features, to: "cab-features")
        try fixture.write(cabs.predictions, to: "cab-predictions")
        let facts = try ForeignTopics.facts()
        func start(_ name: String) throws -> RunningMonitor {
            try fixture.start(
                name: name,
                alerts: name,
                more: Self.more,
                input: "input: {topic: features, \(Self.places)}",
                others: [
                    "{name: cabs, input: {topic: cab-features, \(Self.places)},"
                        + " output: {topic: cab-predictions}, model: delay, version: v1}"
                ],
                facts: { _, _ in facts }
            )
        }
        let once = try start("once")
        try once.join()
        let expected = try alerts(fixture, "once")
        #expect(expected.contains { $0.subject == "f0" && $0.state == .firing })
        #expect(expected.allSatisfy { $0.deployment == "flights" }, "\(short(expected))")
        for (name, panes) in [("flights", 20), ("cabs", 26)] {
            let id = once.metrics.counter(MonitorMetricFamilies.panes, name)
            #expect(once.metrics.total(id) >= UInt64(panes))
        }
        var random = SplitMix64(5)
        for _ in 0..<8 {
            let monitor = try start("often")
            usleep(UInt32(random.below(700_000)))
            try monitor.end()
        }
        try start("often").join()
        #expect(try alerts(fixture, "often") == expected)
    }

    @Test func `features are counted by the champion of the control log, and by the next one`()
        throws
    {
        let fixture = try MonitorFixture()
        let facts = try ForeignTopics.facts()
        let monitor = try fixture.start(
            more: Self.more,
            endsAtEnd: false,
            facts: { _, _ in facts }
        )
        let before = ForeignTopics(minutes: 10, shifted: 0..<0, seed: 21)
        try fixture.write(before.features.map(Self.ours), to: "features")
        try fixture.write(before.predictions, to: "predictions")
        let panes = monitor.metrics.counter(MonitorMetricFamilies.panes, "flights")
        try wait { monitor.metrics.total(panes) >= 8 }
        let promote = """
            {"id":"p","deployment":"flights","kind":"promote","version":"v2","issuer":"test@here"}
            """
        try fixture.write([(key: "flights", value: Array(promote.utf8))], to: "control")
        usleep(2_000_000)
        let after = ForeignTopics(
            minutes: 14,
            shifted: 0..<30,
            version: "v2",
            from: 10,
            seed: 22
        )
        try fixture.write(after.features.map(Self.ours), to: "features")
        try fixture.write(after.predictions, to: "predictions")
        try wait { monitor.metrics.total(panes) >= 22 }
        try monitor.end()
        let found = try alerts(fixture, "alerts").filter { $0.subject == "f0" }
        #expect(!found.isEmpty && found.allSatisfy { $0.version == "v2" }, "\(short(found))")
    }

    /// An event with its members where the deployment of the control log looks for them.
    private static func ours(_ record: ForeignTopics.Record) -> ForeignTopics.Record {
        let text = String(decoding: record.value, as: UTF8.self)
            .replacing("{\"event\":{\"id\"", with: "{\"id\"")
            .replacing("\"at\":", with: "\"ts\":").replacing("},\"x\":", with: ",\"features\":")
        return (record.key, Array(text.utf8))
    }

    private func wait(_ isSo: () -> Bool) throws {
        let end = Date().addingTimeInterval(60)
        while !isSo() {
            guard Date() < end else { throw FixtureError("it did not come to that") }
            usleep(50_000)
        }
    }
}
