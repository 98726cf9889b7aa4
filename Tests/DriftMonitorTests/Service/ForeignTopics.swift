import Foundation
import Observation
import Records

@testable import DriftMonitor

/// Topics of somebody who scores without us: events of `WatchedStream`, predictions of a form of their
/// own, and labels.
struct ForeignTopics {
    typealias Record = (key: String, value: [UInt8])

    static let startMs: Int64 = 1_364_774_400_000
    static let model = "delay"

    private(set) var features: [Record] = []
    private(set) var predictions: [Record] = []
    private(set) var labels: [Record] = []
    /// Records of each topic that cannot be read.
    private(set) var broken = 0

    /// Ten events a second of each minute.
    ///
    /// - Parameters:
    ///   - minutes: how many.
    ///   - shifted: minutes in which a feature has moved by three standard deviations.
    ///   - brokenMinutes: minutes in which a quarter of the events cannot be read.
    ///   - version: answers.
    ///   - first: the minute that they begin in.
    ///   - seed: replays them.
    init(
        minutes: Int,
        shifted: Range<Int>,
        brokenMinutes: Range<Int> = 0..<0,
        version: String = "v1",
        from first: Int = 0,
        seed: Int
    ) {
        var random = SplitMix64(seed)
        for index in first * 600..<(first + minutes) * 600 {
            let minute = index / 600
            let time = Self.startMs + Int64(index) * 100 - Int64(random.below(30_000))
            var row = WatchedStream.row(&random)
            if shifted.contains(minute) { row[0] += 3 }
            let key = "k\(random.below(97))"
            let score = WatchedStream.score(row)
            guard !brokenMinutes.contains(minute) || index % 4 > 0 else {
                features.append((key, Array(Self.rubbish[index / 4 % Self.rubbish.count].utf8)))
                broken += 1
                continue
            }
            features.append((key, Array(Self.event(index, time, row).utf8)))
            predictions.append((key, Array(Self.prediction(index, time, score, version).utf8)))
            labels.append((key, Array(Self.label(index, time, random.unit() < score).utf8)))
        }
    }

    private static let rubbish = [
        "", "{", "[1,2", "null", "{\"features\":7}", "{\"id\":\"a\",\"features\":{\"f0\":\"x\"}}",
        "\u{0}\u{1}", "{\"id\":\"a\",\"ts\":\"yesterday\",\"features\":{}}",
    ]

    private static func event(_ index: Int, _ time: Int64, _ row: [Double]) -> String {
        let numbers = zip(WatchedStream.numbers, row).map { name, value in
            "\"\(name)\":\(value.isNaN ? "null" : "\(value)")"
        }
        let carriers = ["UA", "AA", "DL", "B6"]
        return """
            {"event":{"id":"e\(index)","at":\(time)},"x":{\(numbers.joined(separator: ",")),\
            "carrier":"\(carriers[Int(row[10])])"}}
            """
    }

    /// As a server of the open inference protocol answers.
    private static func prediction(
        _ index: Int,
        _ time: Int64,
        _ score: Double,
        _ version: String
    ) -> String {
        """
        {"model_name":"\(model)","model_version":"\(version)","id":"e\(index)","time":\(time),\
        "outputs":[{"name":"predict","shape":[1],"datatype":"FP64","data":[\(score)]}]}
        """
    }

    private static func label(_ index: Int, _ time: Int64, _ truth: Bool) -> String {
        "{\"id\":\"e\(index)\",\"ts\":\(time + 20_000),\"label\":\(truth ? 1 : 0)}"
    }

    /// How the predictions look.
    static let layout = """
        predictions: {id: /id, time: /time, score: /outputs/0/data/0, version: /model_version}
        """

    /// What the repository has of the version.
    static func facts() throws -> VersionFacts {
        let baseline = try WatchedStream(seed: 1).baseline
        let codes: [String: Double] = ["UA": 0, "AA": 1, "DL": 2, "B6": 3]
        let layout = try EventLayout(
            columns: WatchedStream.numbers.map { EventColumn(name: $0) } + [
                EventColumn(name: "carrier", kind: .category(codes))
            ]
        )
        let counter = try ColumnCounter(baseline, unseen: EventLayout.unseenCategory) { _, name in
            if case .text(let text) = name { codes[text] } else { nil }
        }
        return VersionFacts(
            baseline: baseline,
            kind: .probability,
            contract: VersionContract(layout: layout, digest: baseline.digest, counter: counter)
        )
    }
}
