import Foundation
import Observation
import Testing

@testable import DriftMonitor

@Suite struct PaneAssemblerTests {
    /// Reads partitions in a random order, closing panes and breaking off as chance has it.
    private func panes(
        of topics: RecordedTopics,
        _ random: inout SplitMix64,
        restarts: Int = 0
    ) throws -> [ClosedPane] {
        var assembler = PaneAssembler(topics)
        var next = Dictionary(uniqueKeysWithValues: topics.sources.map { ($0, 0) })
        var unread = topics.sources
        var panes: [ClosedPane] = []
        var restartsLeft = restarts
        while !unread.isEmpty {
            let source = try #require(unread.randomElement(using: &random))
            let records = topics.partitions[source] ?? []
            for _ in 0..<Int.random(in: 1...40, using: &random) {
                let index = next[source] ?? 0
                guard index < records.count else {
                    assembler.reachedEnd(of: source, nowMs: 0, isFinished: true)
                    unread.removeAll { $0 == source }
                    break
                }
                assembler.add(records[index], at: InputPlace(source, offset: Int64(index)))
                next[source] = index + 1
            }
            for _ in 0..<Int.random(in: 0...6, using: &random) {
                if let closed = assembler.next(nowMs: 0) { panes.append(closed.pane) }
            }
            guard restartsLeft > 0, Int.random(in: 0..<6, using: &random) == 0 else { continue }
            restartsLeft -= 1
            let kept = try JSONEncoder().encode(assembler.state)
            let state = try JSONDecoder().decode(MergeState.self, from: kept)
            assembler = PaneAssembler(topics, state: state)
            for source in topics.sources { next[source] = Int(assembler.readFrom(source) ?? 0) }
            unread = topics.sources
        }
        while let closed = assembler.next(nowMs: 0) { panes.append(closed.pane) }
        return panes
    }

    @Test(arguments: 0..<5 as Range<Int>)
    func `the panes are the same whatever the order in which partitions are read`(
        seed: Int
    ) throws {
        var random = SplitMix64(seed)
        let topics = RecordedTopics(seed: seed)
        let expected = try panes(of: topics, &random)
        #expect(expected.count > 100)
        #expect(expected.reduce(0) { $0 + $1.predictions.count } > 300)
        #expect(expected.reduce(0) { $0 + $1.labels.count } > 150)
        #expect(expected.contains { !$0.stalled.isEmpty })
        for _ in 0..<5 {
            let found = try panes(of: topics, &random)
            #expect(found == expected, "seed \(seed)")
        }
    }

    @Test(arguments: 0..<5 as Range<Int>)
    func `reading that is broken off and begun again gives the same panes, none twice`(
        seed: Int
    ) throws {
        var random = SplitMix64(seed)
        let topics = RecordedTopics(seed: seed)
        let expected = try panes(of: topics, &random)
        for _ in 0..<5 {
            let found = try panes(of: topics, &random, restarts: 12)
            #expect(found == expected, "seed \(seed)")
        }
    }

    /// As a monitor with a join does it: every pane of the last `ageMs` is needed again.
    private func join(
        of topics: RecordedTopics,
        _ random: inout SplitMix64,
        restarts: Int,
        ageMs: Int64
    ) throws -> (new: [ClosedPane], again: [[ClosedPane]]) {
        var assembler = PaneAssembler(topics)
        var (next, unread) = ([InputPartition: Int](), topics.sources)
        var panes: [ClosedPane] = []
        var again: [[ClosedPane]] = []
        var restartsLeft = restarts
        func take(_ closed: PaneAssembler.Closed) {
            if closed.isAgain {
                again[again.count - 1].append(closed.pane)
            } else {
                panes.append(closed.pane)
                assembler.need(panesAfter: closed.pane.endMs - ageMs)
            }
        }
        while !unread.isEmpty {
            let source = try #require(unread.randomElement(using: &random))
            let records = topics.partitions[source] ?? []
            for _ in 0..<Int.random(in: 1...40, using: &random) {
                let index = next[source] ?? 0
                guard index < records.count else {
                    assembler.reachedEnd(of: source, nowMs: 0, isFinished: true)
                    unread.removeAll { $0 == source }
                    break
                }
                assembler.add(records[index], at: InputPlace(source, offset: Int64(index)))
                next[source] = index + 1
            }
            while Int.random(in: 0..<8, using: &random) > 0, let closed = assembler.next(nowMs: 0) {
                take(closed)
            }
            guard restartsLeft > 0, panes.count > 20, Int.random(in: 0..<6, using: &random) == 0
            else { continue }
            restartsLeft -= 1
            let kept = try JSONEncoder().encode(assembler.state)
            assembler = PaneAssembler(
                topics,
                state: try JSONDecoder().decode(MergeState.self, from: kept),
                neededFromMs: (panes.last?.endMs ?? 0) - ageMs
            )
            again.append([])
            for source in topics.sources { next[source] = Int(assembler.readFrom(source) ?? 0) }
            unread = topics.sources
        }
        while let closed = assembler.next(nowMs: 0) { take(closed) }
        return (panes, again)
    }

    @Test(arguments: 0..<5 as Range<Int>)
    func `panes that a join needs again are given again as they were`(seed: Int) throws {
        var random = SplitMix64(seed)
        let topics = RecordedTopics(seed: seed)
        let expected = try panes(of: topics, &random)
        for _ in 0..<4 {
            let found = try join(of: topics, &random, restarts: 6, ageMs: 12_000)
            #expect(found.new == expected, "seed \(seed)")
            var complete = 0
            for panes in found.again {
                for pane in panes {
                    let was = try #require(expected.first { $0.startMs == pane.startMs })
                    #expect(pane.predictions == was.predictions, "seed \(seed)")
                    #expect(pane.shadows == was.shadows, "seed \(seed)")
                    #expect(pane.labels == was.labels, "seed \(seed)")
                }
                if panes.count >= 12 { complete += 1 }
            }
            #expect(complete > 0)
        }
    }

    @Test func `panes follow each other without a gap, and a long gap is jumped`() {
        var assembler = PaneAssembler(
            MergeRules(paneMs: 1_000, latenessMs: 0, maxJumpMs: .max / 4),
            sources: [InputPartition(.predictions, 0)],
            observedCount: 0
        )
        let source = InputPartition(.predictions, 0)
        for (offset, time) in [500, 3_500, 30_000_500, 30_001_500].enumerated() {
            let prediction = ServedPrediction(
                key: EventKey(high: 0, low: UInt64(offset)),
                timeMs: Int64(time),
                arm: Arm(version: "v1", route: "champion"),
                score: 0
            )
            assembler.add(prediction, at: InputPlace(source, offset: Int64(offset)))
        }
        var starts: [Int64] = []
        while let closed = assembler.next(nowMs: 0) { starts.append(closed.pane.startMs) }
        #expect(starts.prefix(4) == [0, 1_000, 2_000, 3_000])
        #expect(starts.count == 4 + PaneAssembler.maxEmptyPanes + 1)
        #expect(starts.last == 30_000_000)
    }

    @Test func `days without a shadow are believed, a shadow of the future is not`() {
        let source = InputPartition(.shadowPredictions, 0)
        var assembler = PaneAssembler(
            MergeRules(paneMs: 1_000, latenessMs: 0, maxJumpMs: 10_000),
            sources: [source],
            observedCount: 0
        )
        for (offset, time) in [500, 90_500, 250_500, 91_500, 92_500].enumerated() {
            let shadow = ShadowPrediction(
                key: EventKey(high: 0, low: UInt64(offset)),
                timeMs: Int64(time),
                version: "v2",
                score: 0,
                servedVersion: "v1",
                servedScore: 0
            )
            assembler.add(shadow, recordMs: 200_000, at: InputPlace(source, offset: Int64(offset)))
        }
        #expect(assembler.passedOver[.shadowPredictions]?.ahead == 1)
        #expect(assembler.passedOver[.shadowPredictions]?.late == 0)
        #expect(assembler.open.keys.sorted() == [0, 90_000, 91_000, 92_000])
    }

    @Test func `a partition that brings nothing is waited for so long and no longer`() {
        let sources = (0..<2 as Range<Int32>).map { InputPartition(.predictions, $0) }
        var assembler = PaneAssembler(
            MergeRules(paneMs: 1_000, latenessMs: 0, idleMs: 5_000),
            sources: sources,
            observedCount: 0
        )
        func prediction(_ time: Int64) -> ServedPrediction {
            ServedPrediction(
                key: EventKey(high: 0, low: UInt64(time)),
                timeMs: time,
                arm: Arm(version: "v1", route: "champion"),
                score: 0
            )
        }
        assembler.add(prediction(500), at: InputPlace(sources[0], offset: 0))
        assembler.add(prediction(2_500), at: InputPlace(sources[0], offset: 1))
        #expect(assembler.next(nowMs: 1_000_000) == nil)
        assembler.reachedEnd(of: sources[1], nowMs: 1_000)
        #expect(assembler.next(nowMs: 5_999) == nil)
        #expect(assembler.next(nowMs: 6_000)?.pane.predictions.count == 1)
        // What it brings for a pane that was closed is late; for one that is open it counts.
        assembler.add(prediction(700), at: InputPlace(sources[1], offset: 0))
        assembler.add(prediction(1_700), at: InputPlace(sources[1], offset: 1))
        #expect(assembler.passedOver[.predictions]?.late == 1)
        assembler.reachedEnd(of: sources[1], nowMs: 6_000)
        #expect(assembler.next(nowMs: 11_000)?.pane.predictions.map(\.timeMs) == [1_700])
    }

    @Test func `shadow predictions are waited for as long as scorers have counted more`() {
        let counted = InputPartition(.observations, 0)
        let shadows = InputPartition(.shadowPredictions, 0)
        var assembler = PaneAssembler(
            MergeRules(paneMs: 1_000, latenessMs: 0, idleMs: 5_000),
            sources: [counted, shadows],
            observedCount: 1
        )
        func observation(_ pane: Int64, shadowRows: Int) -> ObservationRecord {
            let arms = [
                ArmCounters(arm: Arm(version: "v1", route: "champion"), rows: 5),
                // One has failed: nothing was written for it.
                ArmCounters(
                    arm: Arm(version: "v2", route: Arm.shadow),
                    rows: shadowRows + 1,
                    failed: 1
                ),
            ]
            return ObservationRecord(
                deployment: "d",
                partition: 0,
                fromOffset: pane * 5,
                nextOffset: pane * 5 + 5,
                clockMs: pane * 1_000 + 1_000,
                paneMs: 1_000,
                latenessMs: 0,
                late: 0,
                ahead: 0,
                untimed: 0,
                panes: [
                    ObservationRecord.PaneDelta(startMs: pane * 1_000, undecodable: 0, arms: arms)
                ]
            )
        }
        assembler.add(observation(1, shadowRows: 2), at: InputPlace(counted, offset: 0))
        assembler.reachedEnd(of: shadows, nowMs: 0)
        for time in [1_200, 1_800] as [Int64] {
            #expect(assembler.next(nowMs: 100) == nil, "rows that were counted have not come")
            assembler.add(
                ShadowPrediction(
                    key: EventKey(high: 0, low: UInt64(time)),
                    timeMs: time,
                    version: "v2",
                    score: 0.5,
                    servedVersion: "v1",
                    servedScore: 0.25
                ),
                at: InputPlace(shadows, offset: time / 1_000)
            )
        }
        #expect(assembler.next(nowMs: 100) == nil, "more may stand in the partition")
        assembler.reachedEnd(of: shadows, nowMs: 100)
        #expect(assembler.next(nowMs: 100)?.pane.shadows.count == 2)
        // The shadow has ended.
        assembler.add(observation(2, shadowRows: 0), at: InputPlace(counted, offset: 1))
        #expect(assembler.next(nowMs: 100)?.pane.startMs == 2_000)
        // What never comes is waited for so long and no longer.
        assembler.add(observation(3, shadowRows: 4), at: InputPlace(counted, offset: 2))
        #expect(assembler.next(nowMs: 5_099) == nil)
        #expect(assembler.next(nowMs: 5_100)?.pane.startMs == 3_000)
    }

    @Test func `labels of old times count where their partition stands, also after a restart`()
        throws
    {
        let predictions = InputPartition(.predictions, 0)
        let labels = InputPartition(.labels, 0)
        let rules = MergeRules(paneMs: 1_000, latenessMs: 0)
        func make(_ state: MergeState?) -> PaneAssembler {
            PaneAssembler(rules, sources: [predictions, labels], observedCount: 0, state: state)
        }
        func label(_ id: UInt64) -> Label {
            Label(key: EventKey(high: 0, low: id), timeMs: 100, label: 1, value: nil)
        }
        var assembler = make(nil)
        assembler.reachedEnd(of: labels, nowMs: 0)
        for (offset, time) in [500, 1_500, 2_500].enumerated() {
            assembler.add(
                ServedPrediction(
                    key: EventKey(high: 1, low: UInt64(offset)),
                    timeMs: Int64(time),
                    arm: Arm(version: "v1", route: "champion"),
                    score: 0
                ),
                at: InputPlace(predictions, offset: Int64(offset))
            )
        }
        #expect(assembler.next(nowMs: 0)?.pane.startMs == 0)
        assembler.add(label(1), at: InputPlace(labels, offset: 0))
        assembler.reachedEnd(of: labels, nowMs: 0)
        #expect(assembler.next(nowMs: 0)?.pane.labels.map(\.key.low) == [1])
        assembler.add(label(2), at: InputPlace(labels, offset: 1))
        // The second one is in a pane that is open: it is found again, the first one is not.
        var again = make(assembler.state)
        #expect(again.readFrom(labels) == 1)
        again.add(label(2), at: InputPlace(labels, offset: 1))
        again.add(label(3), at: InputPlace(labels, offset: 2))
        again.reachedEnd(of: labels, nowMs: 0, isFinished: true)
        again.reachedEnd(of: predictions, nowMs: 0, isFinished: true)
        #expect(again.next(nowMs: 0)?.pane.labels.map(\.key.low) == [2, 3])
    }
}
