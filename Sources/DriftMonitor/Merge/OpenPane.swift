internal import Observation

/// A pane that records can still come for; the order in which they come makes no difference.
struct OpenPane: Sendable {
    private struct MergedArm: Sendable {
        var rows = 0
        var failed = 0
        var refused = 0
        var durations = [Int](repeating: 0, count: DurationBins.count)
        var counters: [String: Counters] = [:]
        var offsets: [Int32: ClosedRange<Int64>] = [:]
    }

    private var arms: [Arm: MergedArm] = [:]
    /// What came of an input partition.
    private struct Came: Sendable {
        var inTime = 0
        var late = 0
    }

    private var came: [Int32: Came] = [:]
    private var undecodable = 0
    private var outOfTime = OutOfTime()
    var predictions: [ServedPrediction] = []
    var shadows: [ShadowPrediction] = []
    var labels: [Label] = []
    /// What the monitor has counted itself.
    private var counted = CountedPane()

    /// Counts an event that was read last: a row, or one that its version refuses.
    mutating func count(_ intake: FeatureIntake, isRefused: Bool, at place: InputPlace) {
        came[place.source.partition, default: Came()].inTime += 1
        counted.add(intake, isRefused: isRefused, at: place)
    }

    /// Counts an event that is in no pane.
    mutating func count(_ outOfTime: OutOfTime, of partition: Int32) {
        add(outOfTime)
        came[partition, default: Came()].late += outOfTime.late
    }

    /// Counts an answer.
    mutating func count(_ arm: Arm, outputs: [Double], _ contract: VersionContract?) {
        counted.add(arm, outputs: outputs, contract)
    }

    /// Counts something that cannot be decoded; `partition` is that of an event.
    mutating func countUndecodable(of partition: Int32?) {
        if let partition { came[partition, default: Came()].inTime += 0 }
        undecodable = adding(undecodable, 1)
    }

    /// Whether scorers have counted more answers of shadows than have come.
    var awaitsShadows: Bool {
        var answers = 0
        for (arm, merged) in arms where arm.isShadow {
            answers = adding(answers, merged.rows - merged.failed - merged.refused)
        }
        return answers > shadows.count
    }

    /// Adds what was counted of an input partition; counters of one baseline that differ in their
    /// layout are left out.
    mutating func add(_ delta: ObservationRecord.PaneDelta, of partition: Int32) {
        undecodable = adding(undecodable, delta.undecodable)
        add(delta.outOfTime)
        for arm in delta.arms where !arm.arm.isShadow {
            came[partition, default: Came()].inTime += arm.rows
        }
        came[partition, default: Came()].late += delta.outOfTime.late
        for arm in delta.arms {
            var merged = arms.removeValue(forKey: arm.arm) ?? MergedArm()
            defer { arms[arm.arm] = merged }
            merged.rows = adding(merged.rows, arm.rows)
            merged.failed = adding(merged.failed, arm.failed)
            merged.refused = adding(merged.refused, arm.refused)
            for index in arm.durations.indices where index < merged.durations.count {
                merged.durations[index] = adding(merged.durations[index], arm.durations[index])
            }
            if let range = arm.offsets {
                let known = merged.offsets[partition]
                merged.offsets[partition] =
                    min(
                        known?.lowerBound ?? range.lowerBound,
                        range.lowerBound
                    )...max(
                        known?.upperBound ?? range.upperBound,
                        range.upperBound
                    )
            }
            guard let digest = arm.baselineDigest, let counters = arm.counters else { continue }
            if var sum = merged.counters.removeValue(forKey: digest) {
                try? sum.add(counters)
                merged.counters[digest] = sum
            } else {
                merged.counters[digest] = counters
            }
        }
    }

    /// Adds events that are in no pane, and came while the clock of their partition stood in this one.
    mutating func add(_ more: OutOfTime) {
        outOfTime.late = adding(outOfTime.late, more.late)
        outOfTime.ahead = adding(outOfTime.ahead, more.ahead)
        outOfTime.untimed = adding(outOfTime.untimed, more.untimed)
    }

    /// The input partitions that something came from.
    var partitions: Set<Int32> { Set(came.keys) }

    /// Whether most of what came of a partition was late.
    func isBehind(_ partition: Int32) -> Bool {
        came[partition].map { $0.late > $0.inTime } ?? false
    }

    /// The pane with everything in its canonical order.
    func closed(startMs: Int64, endMs: Int64) -> ClosedPane {
        var pane = ClosedPane(startMs: startMs, endMs: endMs)
        pane.arms = (arms.map(Self.closed) + counted.arms).sorted { $0.arm < $1.arm }
        pane.undecodable = undecodable
        let offsets = arms.flatMap { arm, merged in
            merged.offsets.map { ArmOffsets(arm: arm, partition: $0.key, offsets: $0.value) }
        }
        pane.offsets = (offsets + counted.offsets).sorted {
            $0.arm != $1.arm ? $0.arm < $1.arm : $0.partition < $1.partition
        }
        (pane.late, pane.ahead, pane.untimed) =
            (outOfTime.late, outOfTime.ahead, outOfTime.untimed)
        pane.predictions = Self.once(predictions.sorted(by: <)) { $0.key }
        pane.shadows = Self.once(shadows.sorted(by: <)) { ShadowKey(key: $0.key, $0.version) }
        pane.labels = Self.once(labels.sorted(by: <)) { $0.key }
        return pane
    }

    private static func closed(_ arm: Arm, _ merged: MergedArm) -> ArmCounters {
        // A baseline that was changed within the pane: what more rows were counted by.
        let counted = merged.counters.max {
            ($0.value.rows, $1.key) < ($1.value.rows, $0.key)
        }
        return ArmCounters(
            arm: arm,
            baselineDigest: counted?.key,
            rows: merged.rows,
            failed: merged.failed,
            refused: merged.refused,
            counters: counted?.value,
            durations: merged.durations,
            offsets: merged.offsets.count == 1 ? merged.offsets.first?.value : nil
        )
    }

    private static func once<Record, Key: Hashable>(
        _ sorted: [Record],
        _ key: (Record) -> Key
    ) -> [Record] {
        var seen: Set<Key> = []
        seen.reserveCapacity(sorted.count)
        return sorted.filter { seen.insert(key($0)).inserted }
    }

    private struct ShadowKey: Hashable {
        let key: EventKey
        let version: String

        init(key: EventKey, _ version: String) {
            self.key = key
            self.version = version
        }
    }
}

extension ServedPrediction {
    /// By time, then by id; by content where both are the same.
    static func < (left: Self, right: Self) -> Bool {
        if left.timeMs != right.timeMs { return left.timeMs < right.timeMs }
        if left.key != right.key { return left.key < right.key }
        if left.arm != right.arm { return left.arm < right.arm }
        return left.score.bitPattern < right.score.bitPattern
    }
}

extension ShadowPrediction {
    /// By time, then by id and version; by content where all are the same.
    static func < (left: Self, right: Self) -> Bool {
        if left.timeMs != right.timeMs { return left.timeMs < right.timeMs }
        if left.key != right.key { return left.key < right.key }
        if left.version != right.version {
            return left.version.utf8.lexicographicallyPrecedes(right.version.utf8)
        }
        if left.servedVersion != right.servedVersion {
            return left.servedVersion.utf8.lexicographicallyPrecedes(right.servedVersion.utf8)
        }
        return (left.score.bitPattern, left.servedScore.bitPattern)
            < (right.score.bitPattern, right.servedScore.bitPattern)
    }
}

extension Label {
    /// By time, then by id; by content where both are the same.
    static func < (left: Self, right: Self) -> Bool {
        if left.timeMs != right.timeMs { return left.timeMs < right.timeMs }
        if left.key != right.key { return left.key < right.key }
        if left.label != right.label { return left.label < right.label }
        return (left.value ?? -.infinity) < (right.value ?? -.infinity)
    }
}
