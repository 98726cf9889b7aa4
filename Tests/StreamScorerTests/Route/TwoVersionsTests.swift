import BrokerFixture
import Foundation
import Inference
import Kafka
import Records
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
        // Both learned the same categories in the same order: each scores the decoded rows.
        #expect(table.versions.allSatisfy { $0.rows.projection == nil })
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

    @Test func `a version of other codes and rules gets rows of its own`() throws {
        var options = ServiceHarness.Options()
        options.partitions = 1
        let harness = try ServiceHarness(.embedded(), options)
        let events = Flights.events
        try harness.send(Flights.records(events, partitions: 1))
        let scratch = try ScratchModels(versions: [])
        try scratch.add("other", from: "v1")
        let other = try Self.recoded("\(scratch.path)/delay/other")
        var log = try RoutingLog(harness.deployment()) { version in
            try version == "other" ? other : RoutingLog.flightModel(version)
        }
        try log.send(#""kind":"canary","version":"other","percent":50,"sticky":"/id""#)
        let table = try log.table()
        #expect(table.versions.allSatisfy { $0.rows.projection != nil })
        let batches = try RoutedBatches(harness, table)
        var alone = JSONEventDecoder(try EventLayout(for: other))
        var workspace = other.makeWorkspace(maxRows: 1)
        var place = 0
        var refused = 0
        var counts: [String: Int] = [:]
        while place < events.count, batches.next() {
            batches.scoreRows()
            for row in 0..<batches.batch.count {
                let event = events[place]
                place += 1
                let version = batches.answer(row).version
                counts[version, default: 0] += 1
                guard version == "other" else {
                    try #require(batches.prediction(row) == event.probability, "\(event.id)")
                    continue
                }
                var features = [Double](repeating: 0, count: other.features.count)
                let bytes = Array(event.text.utf8)
                var span = features.mutableSpan
                let outcome = alone.decode(bytes.span.bytes, into: &span)
                let failed = batches.decode.rows.states[row] == .failed
                try #require(outcome.isOK != failed, "\(event.id)")
                if failed {
                    refused += 1
                    let failure = batches.decode.rows.failures[row]
                    #expect(failure.reason == .missingFeature && failure.column == 14)
                    continue
                }
                var score = [0.0]
                var scores = score.mutableSpan
                other.score(rows: features.span, count: 1, into: &scores, workspace: &workspace)
                try #require(batches.prediction(row) == score[0], "\(event.id)")
            }
        }
        #expect(place == events.count && refused > 50)
        #expect(counts["other"] ?? 0 > 1_300 && counts["v1"] ?? 0 > 1_300)
    }

    /// The model with its categories in another order, some forgotten, and rules of its own for
    /// missing values.
    private static func recoded(_ folder: String) throws -> Model {
        let file = folder + "/model.txt"
        var text = try String(contentsOfFile: file, encoding: .utf8)
        let start = try #require(text.range(of: "pandas_categorical:"))
        let end = text[start.upperBound...].firstIndex(of: "\n") ?? text.endIndex
        let list = Data(text[start.upperBound..<end].utf8)
        let lists = try #require(try JSONSerialization.jsonObject(with: list) as? [[String]])
        let changed = lists.map { values in
            // As many as before: a few are replaced by what no event names.
            values.reversed().enumerated().map { $0 % 9 == 4 ? "none \($0)" : $1 }
        }
        let json = try JSONSerialization.data(withJSONObject: changed)
        text.replaceSubrange(
            start.upperBound..<end,
            with: String(decoding: json, as: UTF8.self)
        )
        try text.write(toFile: file, atomically: true, encoding: .utf8)
        let digest = try Model.load(file: file, format: nil).digest
        let manifest = folder + "/model.yaml"
        let lines = try String(contentsOfFile: manifest, encoding: .utf8)
            .components(separatedBy: "\n").map { line in
                if line.hasPrefix("digest:") { return "digest: \(digest)" }
                if line.contains("name: wind_gust,") {
                    return "  - {name: wind_gust, type: number, missing: 21.5}"
                }
                if line.contains("name: pressure,") {
                    return "  - {name: pressure, type: number, required: true}"
                }
                return line
            }
        try lines.joined(separator: "\n").write(
            toFile: manifest,
            atomically: true,
            encoding: .utf8
        )
        return try Model.load(folder: folder)
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
