import BrokerFixture
import Foundation
import Kafka
import Testing

extension ServiceTests {
    /// Defaults, other formats and other partition counts.
    @Suite
    struct RouteVariantTests {
        @Test func `an event without id and time gets its place and the record's timestamp`() throws
        {
            var options = ServiceHarness.Options()
            options.delivery = "at_least_once"
            options.addsHeaders = false
            let harness = try ServiceHarness(.embedded(), options)
            let service = try harness.start()
            try harness.send(
                (0..<30).map { place in
                    TestRecord(
                        key: nil,
                        value: Array(#"{"features":{"dep_delay":\#(place)}}"#.utf8),
                        partition: Int32(place % 3),
                        timestampMs: 1_650_000_000_000 + Int64(place)
                    )
                }
            )
            let predictions = try harness.readPredictions(30)
            try service.stopAndJoin()
            #expect(predictions.count == 30)
            for record in predictions {
                let text = try PredictionText(record)
                #expect(text.id == "\(harness.features)-\(record.partition)-\(record.offset)")
                #expect(text.timeMs == record.timestampMs)
                #expect(
                    text.timeMs == 1_650_000_000_000 + record.offset * 3 + Int64(record.partition)
                )
                #expect(record.key == nil)
                #expect(record.headers.isEmpty)
            }
        }

        @Test func `the key decides where predictions topic has another number of partitions`()
            throws
        {
            var options = ServiceHarness.Options()
            options.outputPartitions = 5
            options.deadLetterPartitions = 2
            options.workers = 2
            let harness = try ServiceHarness(.embedded(), options)
            let service = try harness.start()
            let events = Flights.events.prefix(600)
            var records = Flights.records(events, partitions: 3)
            for place in 0..<20 {
                records.append(
                    TestRecord(key: "bad-\(place)", value: "{", partition: Int32(place % 3))
                )
            }
            try harness.send(records)
            let predictions = try harness.readPredictions(600)
            let letters = try harness.readDeadLetters(20)
            try service.stopAndJoin()
            #expect(predictions.count == 600)
            #expect(letters.count == 20)
            var partitionOfKey: [[UInt8]: Int32] = [:]
            for record in predictions {
                let key = try #require(record.key)
                #expect(partitionOfKey[key, default: record.partition] == record.partition)
                partitionOfKey[key] = record.partition
            }
            #expect(Set(partitionOfKey.values).count == 5)
            let perKey = Dictionary(grouping: predictions) { $0.key ?? [] }
            for (key, answers) in perKey {
                let sent = events.filter { Array($0.key.utf8) == key }.map(\.id)
                #expect(try answers.map { try PredictionText($0).id } == sent)
            }
        }

        @Test(.enabled(if: SharedModels.folder != nil, "\(SharedModels.skipReason)"))
        func `raw rows are scored in place, equal to the library`() throws {
            let rows = try SharedModels.rows("rows_higgs28.f32", features: 28, first: 2_000)
            let reference = try SharedModels.reference("m1_lgb_b100x31.prob.f64", first: 2_000)
            var options = ServiceHarness.Options()
            options.format = "f32"
            options.models = try SharedModels.repository(of: "m1_lgb_b100x31.txt", as: "m1")
            defer { try? FileManager.default.removeItem(atPath: options.models) }
            options.model = "m1"
            options.delivery = "at_least_once"
            let harness = try ServiceHarness(.embedded(), options)
            let service = try harness.start()
            var records = rows.enumerated().map { place, row in
                TestRecord(
                    key: Array("\(place)".utf8),
                    value: row,
                    partition: Int32(place % 3),
                    timestampMs: 1_700_000_000_000
                )
            }
            records.append(TestRecord(key: Array("short".utf8), value: [1, 2, 3], partition: 0))
            let infinite = [UInt8](rows[0].dropLast(4)) + [0, 0, 0x80, 0x7f]
            records.append(TestRecord(key: Array("odd".utf8), value: infinite, partition: 1))
            try harness.send(records)
            let predictions = try harness.readPredictions(rows.count)
            let letters = try harness.readDeadLetters(1)
            try service.stopAndJoin()
            #expect(
                letters.first { $0.key == Array("short".utf8) }?
                    .header("__connect.errors.exception.class.name") == "wrong_length"
            )
            #expect(predictions.count + letters.count == records.count)
            var equal = 0
            for record in predictions {
                let key = String(decoding: record.key ?? [], as: UTF8.self)
                guard let place = Int(key) else { continue }
                if try PredictionText(record).prediction == reference[place] { equal += 1 }
            }
            #expect(equal == rows.count)
        }
    }
}
