import BrokerFixture
import Foundation
import Kafka
import Rollout
import Testing

@testable import StreamScorer

/// Versions of different category codes in one service.
@Suite
struct TwoVersionsTests {
    @Test func `LightGBM and XGBoost share a decode and each answers as its library`() throws {
        var options = ServiceHarness.Options()
        options.partitions = 1
        let harness = try ServiceHarness(.embedded(), options)
        let events = Flights.events
        try harness.send(Flights.records(events, partitions: 1))
        var log = try RoutingLog(harness.deployment())
        try log.send(#""kind":"canary","version":"v2","percent":50,"sticky":"/id""#)
        let table = try log.table()
        // Their codes of carriers and airports differ, so that neither's row is the decoded one.
        #expect(table.versions.allSatisfy { $0.rows.projection != nil })
        let batches = try RoutedBatches(harness, table)
        var place = 0
        var counts: [String: Int] = [:]
        while place < events.count, batches.next() {
            batches.scoreRows()
            for row in 0..<batches.batch.count {
                let version = batches.answer(row).version
                counts[version, default: 0] += 1
                let expected = try #require(events[place].probabilities[version])
                try #require(batches.prediction(row) == expected, "\(events[place].id) \(version)")
                place += 1
            }
        }
        #expect(place == events.count)
        #expect(try #require(counts["v2"]) > 1_300 && counts["v2"] ?? 0 < 1_700)
    }

    @Test func `a version that alone cannot take an event makes its dead letter`() throws {
        var options = ServiceHarness.Options()
        options.partitions = 1
        let harness = try ServiceHarness(.embedded(), options)
        // v3-hours takes the same names; the array is read in the champion's order by all.
        let array =
            #"{"features":[-5,143,1205,0,"EV","EWR","ALB",46.4,44.6,93.4,120,11.5,null,0,null,3,55,11]}"#
        let rows = [array, #"{"features":{"carrier":7}}"#, #"{"features":{"carrier":"UA"}}"#]
        try harness.send(rows.map { TestRecord(key: "k", value: $0, partition: 0) })
        var log = try RoutingLog(harness.deployment())
        try log.send(#""kind":"canary","version":"v2","percent":100"#)
        let batches = try RoutedBatches(harness, log.table())
        var reasons: [String?] = []
        while reasons.count < rows.count, batches.next() {
            batches.scoreRows()
            for row in 0..<batches.batch.count {
                let failed = batches.decode.rows.states[row] == .failed
                reasons.append(failed ? batches.decode.rows.failureMessage(row) : nil)
            }
        }
        #expect(reasons[0] == nil && reasons[2] == nil)
        #expect(reasons[1]?.hasPrefix("feature 'carrier': is of the wrong type") == true)
    }

    @Test func `raw rows of two lengths, and fields of raw rows, are refused by name`() throws {
        var options = ServiceHarness.Options()
        options.format = "f32"
        let harness = try ServiceHarness(.embedded(), options)
        var log = try RoutingLog(harness.deployment())
        try log.send(#""kind":"canary","version":"v2","percent":10"#)
        let table = try log.table()
        // XGBoost forbids infinities, LightGBM does not: each checks its own rows.
        #expect(table.versions.allSatisfy { $0.rows.raw != nil })
        let plan = RoutePlan(revision: 2, versions: ["v1"], captures: ["/features/x"])
        let deployment = RoutedDeployment(
            configuration: try harness.deployment(),
            plan: plan,
            models: [try RoutingLog.flightModel("v1")]
        )
        let error = #expect(throws: ScoringError.self) { try RoutingTable([deployment]) }
        #expect("\(error.map { "\($0)" } ?? "")".contains("'/features/x'"))
    }
}
