import BrokerFixture
import Foundation
import Kafka
import Operations
import Testing

@testable import DriftMonitor

/// The monitor on the embedded broker.
///
/// What only a real one shows (fencing, aborted transactions) is `scripts/verify-monitor`'s.
@Suite(.serialized, .timeLimit(.minutes(3))) struct MonitorServiceTests {
    private func alerts(_ fixture: MonitorFixture, _ topic: String) throws -> [Alert] {
        try fixture.read(topic).map { try Alert(decoding: $0) }
            .sorted { ($0.timeMs, $0.key, $0.id) < ($1.timeMs, $1.key, $1.id) }
    }

    @Test func `alerts are the same whether it reads in one go or is stopped again and again`()
        throws
    {
        let fixture = try MonitorFixture(alertTopics: ["once", "often"])
        try fixture.write(MonitorFixture.observations(count: 4_000, seed: 1), to: "observations")
        try fixture.start(name: "once", alerts: "once").join()
        let expected = try alerts(fixture, "once")
        #expect(Set(expected.map(\.rule)) == ["contract", "stalled"])
        #expect(expected.filter { $0.state == .firing }.count >= 3)
        var random = SplitMix64(7)
        for _ in 0..<12 {
            let monitor = try fixture.start(name: "often", alerts: "often")
            usleep(UInt32(random.below(400_000)))
            try monitor.end()
        }
        try fixture.start(name: "often", alerts: "often").join()
        #expect(try alerts(fixture, "often") == expected)
    }

    @Test func `alerts are the same when the stream is still being written`() throws {
        let fixture = try MonitorFixture(alertTopics: ["live", "after"])
        let records = MonitorFixture.observations(count: 3_000, seed: 2)
        let live = try fixture.start(name: "live", alerts: "live", endsAtEnd: false)
        for start in stride(from: 0, to: records.count, by: 100) {
            try fixture.write(Array(records[start..<start + 100]), to: "observations")
            usleep(20_000)
        }
        usleep(300_000)
        try live.end()
        try fixture.start(name: "live", alerts: "live").join()
        try fixture.start(name: "after", alerts: "after").join()
        let expected = try alerts(fixture, "after")
        #expect(expected.count >= 4)
        #expect(try alerts(fixture, "live") == expected)
    }

    @Test func `records that are no observations are passed over and counted`() throws {
        let fixture = try MonitorFixture()
        let rubbish = ["", "{}", "null", "[1,2", "{\"format\":9}", "\u{0}\u{1}"]
        try fixture.write(rubbish.map { ("flights/0", Array($0.utf8)) }, to: "observations")
        try fixture.write(MonitorFixture.observations(count: 500, seed: 3), to: "observations")
        let monitor = try fixture.start()
        try monitor.join()
        let id = monitor.metrics.counter(MonitorMetricFamilies.rejected, "observations")
        #expect(monitor.metrics.total(id) == 6)
        let panes = monitor.metrics.counter(MonitorMetricFamilies.panes, "flights")
        #expect(monitor.metrics.total(panes) >= 15)
    }

    @Test func `a topic that is not there is named, with the remedy`() throws {
        let fixture = try MonitorFixture()
        let monitor = try fixture.start(more: ", labels: {topic: truth}")
        do {
            try monitor.join()
            Issue.record("it ended as if the topic were there")
        } catch let error as MonitorError {
            guard case .configuration = error.kind else { throw error }
            #expect(error.description.contains("topic 'truth'"))
            #expect(error.description.contains("topics create"))
        }
    }

    @Test func `a broker that goes away is waited for`() throws {
        let fixture = try MonitorFixture()
        let records = MonitorFixture.observations(count: 2_000, seed: 4)
        try fixture.write(Array(records[..<1_000]), to: "observations")
        let monitor = try fixture.start(endsAtEnd: false)
        usleep(1_500_000)
        try fixture.broker.setBrokerDown()
        usleep(1_500_000)
        try fixture.broker.setBrokerUp()
        try fixture.write(Array(records[1_000...]), to: "observations")
        let end = Date().addingTimeInterval(60)
        let closed = monitor.metrics.counter(MonitorMetricFamilies.panes, "flights")
        while monitor.metrics.total(closed) < 60, Date() < end { usleep(50_000) }
        #expect(monitor.metrics.total(closed) >= 60)
        try monitor.end()
    }
}
