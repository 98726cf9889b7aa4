import BrokerFixture
import Foundation
import Observation

@testable import StreamScorer

/// Counts events one by one from their text and their predictions, by `ObservationPlan`: what scorers
/// have to come to.
struct SlowCount {
    let baseline: Baseline
    let paneMs: Int64
    let latenessMs: Int64
    var maxJumpMs: Int64 = 86_400_000
    var arm = Arm(version: "v1", route: "champion")

    /// The example's baseline of v1.
    static func flights(paneMs: Int64, latenessMs: Int64) throws -> SlowCount {
        let file = Flights.models + "/delay/v1/baseline.json"
        let bytes = try Data(contentsOf: URL(fileURLWithPath: file))
        return SlowCount(
            baseline: try Baseline(decoding: [UInt8](bytes)),
            paneMs: paneMs,
            latenessMs: latenessMs
        )
    }

    /// Totals of `records`, which are in each partition's order, given what was served of each event.
    func totals(_ records: [TestRecord], predictions: [TestRecord]) throws -> ObservedTotals {
        var served: [String: Double] = [:]
        for prediction in predictions {
            let answer = try JSONDecoder().decode(Answer.self, from: Data(prediction.value ?? []))
            served[answer.id] = answer.prediction
        }
        let plan = ObservationPlan(baseline)
        var totals = ObservedTotals()
        var clocks: [Int32: Int64] = [:]
        var offsets: [Int32: Int64] = [:]
        for record in records {
            let partition = record.partition
            let offset = offsets[partition] ?? 0
            offsets[partition] = offset + 1
            guard let value = record.value else { continue }
            let event = try? JSONDecoder().decode(Event.self, from: Data(value))
            guard let event, let score = served[event.id] else {
                let clock = clocks[partition] ?? record.timestampMs
                totals.undecodable[place(partition, clock), default: 0] += 1
                continue
            }
            let timeMs = event.ts.ms ?? record.timestampMs
            guard timeMs >= 0, timeMs <= 253_402_300_799_999 else {
                totals.untimed[partition, default: 0] += 1
                continue
            }
            let before = clocks[partition] ?? record.timestampMs
            if timeMs - before > maxJumpMs {
                totals.ahead[partition, default: 0] += 1
                continue
            }
            let clock = max(clocks[partition] ?? timeMs, timeMs)
            clocks[partition] = clock
            let place = place(partition, timeMs)
            guard place.startMs + paneMs > clock - latenessMs else {
                totals.late[partition, default: 0] += 1
                totals.lateAt[self.place(partition, clock), default: 0] += 1
                continue
            }
            let key = ObservedTotals.Key(place: place, arm: arm)
            var counts = totals.arms[key] ?? ObservedTotals.Counts()
            var counters = counts.counters ?? plan.makeCounters()
            let features = row(event.features)
            plan.count(features: features.span, scores: [score].span, into: &counters)
            counts.counters = counters
            counts.rows += 1
            counts.digest = baseline.digest
            counts.first = min(counts.first, offset)
            counts.last = max(counts.last, offset)
            totals.arms[key] = counts
        }
        return totals
    }

    private func place(_ partition: Int32, _ timeMs: Int64) -> ObservedTotals.Place {
        ObservedTotals.Place(partition: partition, startMs: timeMs - timeMs % paneMs)
    }

    private func row(_ features: [String: Value]) -> [Double] {
        baseline.features.map { subject in
            let value = features[subject.name] ?? .null
            switch (subject.reference, value) {
            case (.number, .number(let number)): return number
            case (.number, _): return .nan
            case (.category, .null): return ObservationPlan.nullCategory
            case (.category(let category), _):
                let name = value.name
                if let index = category.values.firstIndex(of: name) { return Double(index) }
                return category.otherValues.contains(name) ? Double(category.values.count) : .nan
            }
        }
    }

    private struct Answer: Decodable {
        let id: String
        let prediction: Double
    }

    private struct Event: Decodable {
        let id: String
        let ts: Value
        let features: [String: Value]
    }

    private enum Value: Decodable {
        case null
        case number(Double)
        case text(String)

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if container.decodeNil() {
                self = .null
            } else if let number = try? container.decode(Double.self) {
                self = .number(number)
            } else {
                self = .text(try container.decode(String.self))
            }
        }

        var name: CategoryName {
            switch self {
            case .text(let text): .text(text)
            case .number(let number): .number(number)
            case .null: .number(.nan)
            }
        }

        /// As a time.
        var ms: Int64? {
            switch self {
            case .null: nil
            case .number(let number): Int64(number)
            case .text(let text):
                (try? Date(text, strategy: .iso8601)).map {
                    Int64($0.timeIntervalSince1970 * 1_000)
                }
            }
        }
    }
}
