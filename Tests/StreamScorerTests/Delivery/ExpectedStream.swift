import Foundation
import Testing

/// A stream of flights sent in steps, and what must come out of it.
final class ExpectedStream {
    private let harness: ServiceHarness
    private(set) var sent: [TestRecord] = []
    private(set) var idsByPartition: [Int32: [String]] = [:]

    init(_ harness: ServiceHarness) { self.harness = harness }

    var count: Int { sent.count }

    /// Sends the next `count` flights; ids are made unique by a running number.
    func send(_ count: Int) throws {
        var records: [TestRecord] = []
        for _ in 0..<count {
            let place = sent.count + records.count
            let event = Flights.events[place % Flights.events.count]
            let id = "\(place)"
            let text = event.text.replacingOccurrences(
                of: #"{"id":"\#(event.id)""#,
                with: #"{"id":"\#(id)""#
            )
            let partition = Int32(place % harness.options.partitions)
            records.append(TestRecord(key: event.key, value: text, partition: partition))
            idsByPartition[partition, default: []].append(id)
        }
        try harness.send(records)
        sent += records
    }

    /// Checks that each event has exactly one prediction, in order in its partition.
    func expectAnsweredOnce(seconds: Double = 40, _ comment: String = "") throws {
        let predictions = try harness.readPredictions(count, seconds: seconds)
        for partition in 0..<Int32(harness.options.partitions) {
            let ids = try predictions.filter { $0.partition == partition }
                .map { try PredictionText($0).id }
            let expected = idsByPartition[partition] ?? []
            let lost = Set(expected).subtracting(ids)
            let repeated = ids.count - Set(ids).count
            #expect(
                lost.isEmpty && repeated == 0,
                "\(comment) partition \(partition): \(lost.count) lost, \(repeated) repeated"
            )
            #expect(ids == expected, "\(comment) partition \(partition): order")
        }
        #expect(try harness.readDeadLetters(0).isEmpty)
    }

    /// Checks that each event has at least one prediction, first answers in order.
    func expectAnswered(seconds: Double = 40, _ comment: String = "") throws {
        var predictions: [TestRecord] = []
        // Repeats count as records: read on until each id was seen.
        try? waitUntil("each event is answered", seconds: seconds) {
            predictions = try harness.readPredictions(count, seconds: 2)
            return Set(try predictions.map { try PredictionText($0).id }).count >= count
        }
        for partition in 0..<Int32(harness.options.partitions) {
            var seen: Set<String> = []
            let firsts = try predictions.filter { $0.partition == partition }
                .map { try PredictionText($0).id }.filter { seen.insert($0).inserted }
            let expected = idsByPartition[partition] ?? []
            #expect(
                Set(expected).subtracting(seen).isEmpty,
                "\(comment) partition \(partition): \(Set(expected).subtracting(seen).count) lost"
            )
            #expect(firsts == expected, "\(comment) partition \(partition): order")
        }
        #expect(try harness.readDeadLetters(0).isEmpty)
    }

    /// Waits until as many predictions were written as events sent, seen by committed offsets.
    func expect(_ delivery: String, seconds: Double = 40, _ comment: String = "") throws {
        if delivery == "exactly_once" {
            try expectAnsweredOnce(seconds: seconds, comment)
        } else {
            try expectAnswered(seconds: seconds, comment)
        }
    }
}
