import DriftMonitor
import Observation

/// Seeded panes with everything that a join has to bear: ids that come again, labels that come early, late,
/// twice, for nobody, or cannot be used; shadows; arms that change; gaps between panes.
struct JoinStream {
    static let paneMs: Int64 = 60_000
    private(set) var panes: [ClosedPane] = []

    init(seed: Int, panes count: Int, rows: Int) {
        var rng = SplitMix64(seed)
        var start: Int64 = 1_364_774_400_000
        var coming: [(due: Int, label: Label)] = []
        var ids = 0
        for number in 0..<count {
            if rng.below(12) == 0 { start += Self.paneMs * Int64(1 + rng.below(20)) }
            var pane = ClosedPane(startMs: start, endMs: start + Self.paneMs)
            var keys: Set<EventKey> = []
            for _ in 0..<rng.below(rows + 1) {
                let again = rng.below(15) == 0
                let id = again ? rng.below(ids + 1) : ids
                ids += again ? 0 : 1
                let key = Self.key(id)
                guard keys.insert(key).inserted else { continue }
                let score = rng.unit()
                let time = start + Int64(rng.below(Int(Self.paneMs)))
                let arm =
                    rng.below(10) == 0
                    ? Arm(version: "v2", route: "canary") : Arm(version: "v1", route: "champion")
                pane.predictions.append(
                    ServedPrediction(key: key, timeMs: time, arm: arm, score: score)
                )
                if rng.below(3) > 0 {
                    pane.shadows.append(
                        ShadowPrediction(
                            key: key,
                            timeMs: time,
                            version: rng.below(4) == 0 ? "v4" : "v3",
                            score: rng.unit(),
                            servedVersion: arm.version,
                            servedScore: score
                        )
                    )
                }
                for _ in 0..<(rng.below(8) == 0 ? 2 : rng.below(9) == 0 ? 0 : 1) {
                    let due = number + rng.below(12) - 1
                    coming.append(
                        (
                            due,
                            Label(
                                key: key,
                                timeMs: time + Int64(due - number) * Self.paneMs,
                                label: rng.below(30) == 0 ? 0.5 : rng.unit() < score ? 1 : 0,
                                value: rng.below(2) == 0 ? rng.unit() : nil
                            )
                        )
                    )
                }
            }
            if rng.below(2) == 0 {
                coming.append(
                    (number, Label(key: Self.key(-1 - number), timeMs: start, label: 1, value: nil))
                )
            }
            self.panes.append(pane)
            start += Self.paneMs
        }
        for (due, label) in coming where (0..<count).contains(due) {
            // One an id and pane, as panes have them.
            guard !panes[due].labels.contains(where: { $0.key == label.key }) else { continue }
            panes[due].labels.append(label)
        }
    }

    /// The same panes, what they hold in another order.
    func shuffled(_ seed: Int) -> [ClosedPane] {
        var rng = SplitMix64(seed)
        return panes.map {
            var pane = $0
            Self.shuffle(&pane.predictions, &rng)
            Self.shuffle(&pane.shadows, &rng)
            Self.shuffle(&pane.labels, &rng)
            return pane
        }
    }

    private static func shuffle<Element>(_ elements: inout [Element], _ rng: inout SplitMix64) {
        for place in stride(from: elements.count - 1, to: 0, by: -1) {
            elements.swapAt(place, rng.below(place + 1))
        }
    }

    private static func key(_ id: Int) -> EventKey {
        var rng = SplitMix64(id &+ 1 << 40)
        return EventKey(high: rng.next(), low: rng.next())
    }
}

/// The join by its definition, without a table, a limit or a memory: each prediction looks through all
/// labels.
struct SlowJoin {
    let settings: JoinSettings
    private var panes: [ClosedPane] = []
    private var judged: Set<Int64> = []

    init(_ settings: JoinSettings) { self.settings = settings }

    /// The labels of a pane's served predictions and shadows, by their key, as far as is known.
    private func label(of key: EventKey, in pane: ClosedPane) -> Label? {
        for other in panes
        where other.startMs >= pane.startMs || other.endMs + settings.earlyMs > pane.startMs {
            if let found = other.labels.first(where: {
                $0.key == key && settings.kind.takes(label: $0.label)
            }) {
                return found
            }
        }
        return nil
    }

    mutating func run(_ pane: ClosedPane) -> [QualityPane] {
        panes.append(pane)
        var found: [QualityPane] = []
        for candidate in panes where !judged.contains(candidate.startMs) {
            var arms: [Arm: (predictions: Int, sums: QualitySums)] = [:]
            var pairs: [String: QualityPane.PairQuality] = [:]
            var (count, labelled) = (0, 0)
            func add(
                _ key: EventKey,
                _ arm: Arm,
                _ score: Double,
                _ timeMs: Int64
            ) -> Label? {
                count += 1
                var part = arms[arm] ?? (0, QualitySums(settings.kind))
                part.predictions += 1
                let label = label(of: key, in: candidate)
                if let label {
                    labelled += 1
                    part.sums.add(
                        score: score,
                        label: label.label,
                        value: label.value,
                        delayMs: label.timeMs - timeMs
                    )
                }
                arms[arm] = part
                return label
            }
            for prediction in candidate.predictions {
                _ = add(prediction.key, prediction.arm, prediction.score, prediction.timeMs)
            }
            for prediction in candidate.shadows {
                let arm = Arm(version: prediction.version, route: Arm.shadow)
                let label = add(prediction.key, arm, prediction.score, prediction.timeMs)
                let name = "\(prediction.version) \(prediction.servedVersion)"
                var sums = pairs[name]?.sums ?? PairSums()
                if let label {
                    sums.add(
                        challengerLoss: settings.kind.loss(
                            score: prediction.score,
                            label: label.label
                        ),
                        servedLoss: settings.kind.loss(
                            score: prediction.servedScore,
                            label: label.label
                        ),
                        isDiscordant: (prediction.score >= 0.5) != (prediction.servedScore >= 0.5)
                    )
                }
                pairs[name] = QualityPane.PairQuality(
                    challenger: prediction.version,
                    served: prediction.servedVersion,
                    sums: sums
                )
            }
            let isCovered = Double(labelled) >= settings.minCoverage * Double(count)
            guard isCovered || candidate.endMs + settings.maxAgeMs <= pane.endMs else { continue }
            judged.insert(candidate.startMs)
            guard count > 0 else { continue }
            found.append(
                QualityPane(
                    startMs: candidate.startMs,
                    endMs: candidate.endMs,
                    maturity: isCovered ? .coverage : .age,
                    arms: arms.sorted { $0.key < $1.key }.map {
                        QualityPane.ArmQuality(
                            arm: $0.key,
                            predictions: $0.value.predictions,
                            sums: $0.value.sums
                        )
                    },
                    pairs: pairs.sorted { $0.key < $1.key }.map(\.value)
                )
            )
        }
        return found
    }
}
