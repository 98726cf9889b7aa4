internal import Observation

/// What the monitor has counted itself of one pane: features under one version, scores under the arms
/// that predictions name.
///
/// The order of adding makes no difference.
struct CountedPane: Sendable {
    private struct Features: Sendable {
        let version: String
        let digest: String?
        var rows = 0
        var refused = 0
        var cells: [UInt32]
        var offsets: [Int32: ClosedRange<Int64>] = [:]

        var arm: Arm { Arm(version: version, route: Arm.champion) }
    }

    private struct Scores: Sendable {
        let digest: String?
        var rows = 0
        /// Rows in the cells.
        var counted = 0
        var cells: [UInt32]
    }

    private var features: Features?
    private var scores: [Arm: Scores] = [:]

    /// Counts an event that was read last: a row, or one that its version refuses.
    mutating func add(_ intake: FeatureIntake, isRefused: Bool, at place: InputPlace) {
        let contract = intake.contract
        var sums =
            features.take()
            ?? Features(
                version: intake.version,
                digest: contract.digest,
                cells: [UInt32](repeating: 0, count: contract.counter?.cellCount ?? 0)
            )
        let (partition, offset) = (place.source.partition, place.offset)
        let known = sums.offsets[partition]
        sums.offsets[partition] =
            min(known?.lowerBound ?? offset, offset)...max(known?.upperBound ?? offset, offset)
        if isRefused {
            sums.refused += 1
        } else {
            sums.rows += 1
            intake.count(into: &sums.cells)
        }
        features = sums
    }

    /// Counts an answer.
    ///
    /// - Parameters:
    ///   - arm: who answered.
    ///   - outputs: the numbers of the answer; of two classes the second's probability is enough.
    ///   - contract: of the version; nil where it has none, and only rows are counted.
    mutating func add(_ arm: Arm, outputs: [Double], _ contract: VersionContract?) {
        let counter = contract?.counter
        let none = Scores(
            digest: contract?.digest,
            cells: [UInt32](repeating: 0, count: counter?.cellCount ?? 0)
        )
        scores[arm, default: none].rows += 1
        guard let counter else { return }
        if counter.scoreCount == outputs.count {
            scores[arm, default: none].counted += 1
            counter.countScores(of: outputs.span, into: &scores[arm, default: none].cells)
        } else if counter.scoreCount == 2, outputs.count == 1 {
            let both = [1 - outputs[0], outputs[0]]
            scores[arm, default: none].counted += 1
            counter.countScores(of: both.span, into: &scores[arm, default: none].cells)
        }
    }

    /// The counters of each arm, in no order.
    ///
    /// Which version answered an event is not known of its features: all of them count under one
    /// version, and its rows are those that no other arm answered.
    var arms: [ArmCounters] {
        var arms = scores.filter { $0.key != features?.arm }.map { arm, sums in
            ArmCounters(
                arm: arm,
                baselineDigest: sums.digest,
                rows: sums.rows,
                counters: Self.counters(sums.digest, rows: sums.counted, sums.cells)
            )
        }
        guard let features else { return arms }
        let own = scores[features.arm]
        let served = scores.filter { !$0.key.isShadow }
        let others = served.reduce(0) { $1.key == features.arm ? $0 : $0 + $1.value.rows }
        let isNamed = served.contains { $0.key.version == features.version }
        let rows = isNamed ? max(own?.rows ?? 0, features.rows - others) : features.rows
        var cells = features.cells
        if let own, own.cells.count == cells.count {
            for index in cells.indices { cells[index] += own.cells[index] }
        }
        arms.append(
            ArmCounters(
                arm: features.arm,
                baselineDigest: features.digest,
                rows: rows + features.refused,
                refused: features.refused,
                counters: Self.counters(
                    features.digest,
                    rows: max(features.rows, own?.counted ?? 0),
                    cells
                ),
                offsets: features.offsets.count == 1 ? features.offsets.first?.value : nil
            )
        )
        return arms
    }

    /// Where the events of the features are.
    var offsets: [ArmOffsets] {
        guard let features else { return [] }
        return features.offsets.map {
            ArmOffsets(arm: features.arm, partition: $0.key, offsets: $0.value)
        }
    }

    private static func counters(
        _ digest: String?,
        rows: Int,
        _ cells: [UInt32]
    ) -> Counters? {
        guard digest != nil else { return nil }
        // A cell has no more than the rows: each counts once in a subject's.
        return try? Counters(rows: rows, counted: cells)
    }
}
