import Observation

@testable import DriftMonitor

/// Input topics of a made-up deployment, each partition a list of records.
struct RecordedTopics {
    enum Record {
        case observation(ObservationRecord)
        case prediction(ServedPrediction)
        case shadow(ShadowPrediction)
        case label(Label)
        case foreign
    }

    /// Partitions of the input topic.
    static let observedCount = 5
    static let rules = MergeRules(
        paneMs: 1_000,
        latenessMs: 1_500,
        maxJumpMs: 200_000,
        idleMs: 10_000,
        labelAgeMs: 50_000
    )

    private(set) var partitions: [InputPartition: [Record]] = [:]

    var sources: [InputPartition] {
        partitions.keys.sorted {
            ($0.input.rawValue, $0.partition) < ($1.input.rawValue, $1.partition)
        }
    }

    init(seed: Int, seconds: Int64 = 120) {
        var random = SplitMix64(seed)
        for partition in 0..<3 as Range<Int32> {
            partitions[InputPartition(.predictions, partition)] = (0..<200).map { index in
                .prediction(
                    ServedPrediction(
                        key: EventKey(high: 0, low: UInt64.random(in: 0..<500, using: &random)),
                        timeMs: Self.time(index, of: 200, seconds, &random),
                        arm: Arm(
                            version: "v\(Int.random(in: 1...2, using: &random))",
                            route: "champion"
                        ),
                        score: Double.random(in: 0...1, using: &random)
                    )
                )
            }
            partitions[InputPartition(.labels, partition)] = (0..<80).map { index in
                .label(
                    Label(
                        key: EventKey(high: 0, low: UInt64.random(in: 0..<500, using: &random)),
                        // Some come as a heap, with old times.
                        timeMs: Self.time(index, of: 80, seconds, &random)
                            - (Bool.random(using: &random) ? 0 : 20_000),
                        label: Double(Int.random(in: 0...1, using: &random)),
                        value: nil
                    )
                )
            }
        }
        partitions[InputPartition(.shadowPredictions, 0)] = (0..<100).map { index in
            .shadow(
                ShadowPrediction(
                    key: EventKey(high: 0, low: UInt64.random(in: 0..<500, using: &random)),
                    timeMs: Self.time(index, of: 100, seconds, &random),
                    version: "v3",
                    score: 0.5,
                    servedVersion: "v1",
                    servedScore: 0.25
                )
            )
        }
        for partition in 0..<2 as Range<Int32> {
            partitions[InputPartition(.observations, partition)] = []
        }
        var clocks = [Int64?](repeating: nil, count: Self.observedCount)
        for index in 0..<600 {
            let observed = Int.random(in: 0..<Self.observedCount, using: &random)
            // One of the input partitions falls silent half way.
            guard observed != 4 || index < 300 else { continue }
            let time = min(
                Self.time(index, of: 600, seconds, &random),
                1_000_000 + Int64(index) * seconds * 1_000 / 600
            )
            clocks[observed] = max(clocks[observed] ?? time, time)
            let source = InputPartition(.observations, Int32(observed % 2))
            partitions[source]?.append(
                index % 17 == 0
                    ? .foreign
                    : .observation(
                        Self.observation(Int32(observed), clocks[observed] ?? time, time, &random)
                    )
            )
        }
    }

    /// Goes on with the index, jittered; now and then far too late, or far ahead.
    private static func time(
        _ index: Int,
        of count: Int,
        _ seconds: Int64,
        _ random: inout SplitMix64
    ) -> Int64 {
        let regular = 1_000_000 + Int64(index) * seconds * 1_000 / Int64(count)
        switch Int.random(in: 0..<40, using: &random) {
        case 0: return regular - 30_000
        case 1: return regular + 10_000_000
        default: return regular - Int64.random(in: 0..<2_500, using: &random)
        }
    }

    private static func observation(
        _ partition: Int32,
        _ clockMs: Int64,
        _ timeMs: Int64,
        _ random: inout SplitMix64
    ) -> ObservationRecord {
        let clock = clockMs
        let rows = Int.random(in: 1...20, using: &random)
        let pane = ObservationRecord.PaneDelta(
            startMs: rules.start(of: timeMs),
            undecodable: Int.random(in: 0...2, using: &random),
            arms: [
                ArmCounters(
                    arm: Arm(version: "v1", route: "champion"),
                    baselineDigest: "sha256:b",
                    rows: rows,
                    counters: try? Counters(rows: rows, cells: [rows, 0, rows / 2])
                ),
                ArmCounters(arm: Arm(version: "v3", route: Arm.shadow), rows: rows),
            ]
        )
        return ObservationRecord(
            deployment: "d",
            partition: partition,
            fromOffset: 0,
            nextOffset: 1,
            clockMs: clock,
            paneMs: 1_000,
            latenessMs: 1_500,
            late: Int.random(in: 0...1, using: &random),
            ahead: 0,
            untimed: 0,
            panes: [pane]
        )
    }
}

extension SplitMix64: RandomNumberGenerator {}

extension PaneAssembler {
    /// An assembler of recorded topics.
    init(_ topics: RecordedTopics, state: MergeState? = nil, neededFromMs: Int64? = nil) {
        self.init(
            RecordedTopics.rules,
            sources: topics.sources,
            observedCount: RecordedTopics.observedCount,
            state: state,
            neededFromMs: neededFromMs
        )
    }

    mutating func add(_ record: RecordedTopics.Record, at place: InputPlace) {
        switch record {
        case .observation(let record): add(record, at: place)
        case .prediction(let record): add(record, at: place)
        case .shadow(let record): add(record, at: place)
        case .label(let record): add(record, at: place)
        case .foreign: skip(place)
        }
    }
}
