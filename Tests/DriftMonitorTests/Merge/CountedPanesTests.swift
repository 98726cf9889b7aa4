import Foundation
import Observation
import Rollout
import Testing

@testable import DriftMonitor

/// Panes that the monitor counts itself.
@Suite struct CountedPanesTests {
    private enum Record {
        case event([UInt8])
        case prediction(ServedPrediction)
        case unreadable
    }

    private static let rules = MergeRules(
        paneMs: 1_000,
        latenessMs: 1_500,
        maxJumpMs: 200_000,
        idleMs: 10_000,
        labelAgeMs: 50_000
    )
    /// What the broker says of every record.
    private static let recordMs: Int64 = 1_050_000

    private let contract: VersionContract
    private let intake: FeatureIntake

    init() throws {
        contract = try #require(try ForeignTopics.facts().contract)
        intake = try FeatureIntake(
            Declaration.Input(topic: "features"),
            version: "v1",
            contract,
            maxEventBytes: 10_000
        )
    }

    /// Three partitions of events and two of predictions; now and then one is late, far ahead, without a
    /// time that can be one, or broken.
    private static func topics(seed: Int) -> [InputPartition: [Record]] {
        var random = SplitMix64(seed)
        var topics: [InputPartition: [Record]] = [:]
        func time(_ index: Int, of count: Int) -> Int64 {
            let regular = 1_000_000 + Int64(index) * 60_000 / Int64(count)
            switch random.below(40) {
            case 0: return regular - 30_000
            case 1: return regular + 10_000_000
            case 2: return -regular
            default: return regular - Int64(random.below(2_000))
            }
        }
        for partition in 0..<3 as Range<Int32> {
            topics[InputPartition(.features, partition)] = (0..<200).map { index in
                let time = time(index, of: 200)
                guard random.below(20) > 0 else { return .event(Array("{\"ts\":\(time)".utf8)) }
                let row = WatchedStream.row(&random)
                let numbers = zip(WatchedStream.numbers, row).map { name, value in
                    "\"\(name)\":\(value.isNaN ? "null" : "\(value)")"
                }
                return .event(
                    Array(
                        "{\"ts\":\(time),\"features\":{\(numbers.joined(separator: ","))}}".utf8
                    )
                )
            }
        }
        for partition in 0..<2 as Range<Int32> {
            topics[InputPartition(.predictions, partition)] = (0..<150).map { index in
                guard random.below(20) > 0 else { return .unreadable }
                return .prediction(
                    ServedPrediction(
                        key: EventKey(high: 0, low: UInt64(random.below(500))),
                        timeMs: time(index, of: 150),
                        arm: Arm(version: "v\(1 + random.below(2))", route: Arm.champion),
                        score: random.unit()
                    )
                )
            }
        }
        return topics
    }

    private func add(
        _ record: Record,
        at place: InputPlace,
        to assembler: inout PaneAssembler
    ) {
        switch record {
        case .event(let value):
            let event = intake.read(value.span.bytes, recordMs: Self.recordMs)
            assembler.add(event, of: intake, recordMs: Self.recordMs, at: place)
        case .prediction(let prediction):
            assembler.add(
                prediction,
                outputs: [prediction.score],
                prediction.arm.version == "v1" ? contract : nil,
                recordMs: Self.recordMs,
                isJoined: true,
                at: place
            )
        case .unreadable: assembler.addUnreadable(recordMs: Self.recordMs, at: place)
        }
    }

    /// Reads partitions in a random order, closing panes and breaking off as chance has it.
    private func panes(
        of topics: [InputPartition: [Record]],
        _ random: inout SplitMix64,
        restarts: Int = 0
    ) throws -> [ClosedPane] {
        let sources = topics.keys.sorted {
            ($0.input.rawValue, $0.partition) < ($1.input.rawValue, $1.partition)
        }
        var assembler = PaneAssembler(Self.rules, sources: sources, observedCount: 3)
        var next = Dictionary(uniqueKeysWithValues: sources.map { ($0, 0) })
        var unread = sources
        var panes: [ClosedPane] = []
        var restartsLeft = restarts
        while !unread.isEmpty {
            let source = try #require(unread.randomElement(using: &random))
            let records = topics[source] ?? []
            for _ in 0..<Int.random(in: 1...30, using: &random) {
                let index = next[source] ?? 0
                guard index < records.count else {
                    assembler.reachedEnd(of: source, nowMs: 0, isFinished: true)
                    unread.removeAll { $0 == source }
                    break
                }
                let place = InputPlace(source, offset: Int64(index))
                add(records[index], at: place, to: &assembler)
                next[source] = index + 1
            }
            for _ in 0..<Int.random(in: 0...6, using: &random) {
                if let closed = assembler.next(nowMs: 0) { panes.append(closed.pane) }
            }
            guard restartsLeft > 0, Int.random(in: 0..<5, using: &random) == 0 else { continue }
            restartsLeft -= 1
            let kept = try JSONEncoder().encode(assembler.state)
            assembler = PaneAssembler(
                Self.rules,
                sources: sources,
                observedCount: 3,
                state: try JSONDecoder().decode(MergeState.self, from: kept)
            )
            for source in sources { next[source] = Int(assembler.readFrom(source) ?? 0) }
            unread = sources
        }
        while let closed = assembler.next(nowMs: 0) { panes.append(closed.pane) }
        return panes
    }

    @Test(arguments: 0..<8 as Range<Int>)
    func `counts are the same whatever the order of partitions and wherever reading is broken off`(
        seed: Int
    ) throws {
        var random = SplitMix64(seed)
        let topics = Self.topics(seed: seed)
        let expected = try panes(of: topics, &random)
        let arms = expected.flatMap(\.arms)
        #expect(arms.reduce(0) { $0 + ($1.counters?.rows ?? 0) } > 400)
        for sum in [
            expected.reduce(0) { $0 + $1.undecodable }, expected.reduce(0) { $0 + $1.late },
            expected.reduce(0) { $0 + $1.ahead }, expected.reduce(0) { $0 + $1.untimed },
        ] { #expect(sum > 0, "seed \(seed)") }
        for restarts in [0, 0, 0, 12, 12, 12] {
            let found = try panes(of: topics, &random, restarts: restarts)
            #expect(found == expected, "seed \(seed)")
        }
    }

    @Test func `all features count under one version, which answered what no other did`() throws {
        var assembler = PaneAssembler(
            Self.rules,
            sources: [InputPartition(.features, 0), InputPartition(.predictions, 0)],
            observedCount: 1
        )
        for offset in 0..<10 as Range<Int64> {
            add(
                .event(Array("{\"ts\":1000000,\"features\":{\"f0\":0.5}}".utf8)),
                at: InputPlace(InputPartition(.features, 0), offset: offset),
                to: &assembler
            )
            let version = offset < 3 ? "v2" : "v1"
            add(
                .prediction(
                    ServedPrediction(
                        key: EventKey(high: 0, low: UInt64(offset)),
                        timeMs: 1_000_000,
                        arm: Arm(version: version, route: Arm.champion),
                        score: 0.5
                    )
                ),
                at: InputPlace(InputPartition(.predictions, 0), offset: offset),
                to: &assembler
            )
        }
        for input in [MonitorInput.features, .predictions] {
            assembler.reachedEnd(of: InputPartition(input, 0), nowMs: 0, isFinished: true)
        }
        let closed = assembler.next(nowMs: 0)
        let pane = try #require(closed).pane
        #expect(pane.arms.map(\.arm.version) == ["v1", "v2"])
        #expect(pane.arms.map(\.rows) == [7, 3])
        #expect(pane.arms[0].counters?.rows == 10)
        #expect(pane.arms[0].offsets == 0...9 && pane.arms[1].counters == nil)
        #expect(pane.predictions.count == 10)
    }
}
