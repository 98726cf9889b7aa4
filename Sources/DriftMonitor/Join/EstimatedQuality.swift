import Glibc
public import Observation

/// What quality is to be expected of scores whose labels have not come: from how often label 1 came with
/// such scores in the training data.
///
/// The baseline says, for each bin of the score, how many of its rows had label 1; counters say how many
/// rows fall into each bin now. Were those rates still true, so many of the decisions would be right. It
/// costs one sum over the bins.
///
///     if let estimate = EstimatedQuality(counters, of: baseline)?[.rocAUC] {
///         print(estimate.value, "±", 3 * estimate.samplingError)
///     }
///
/// **It is blind to concept drift.** It sees that scores have moved, as the inputs have; if the same
/// inputs now have other labels, it goes on to promise what was true in training. So it is a reason to
/// look, never a proof that a version is as good as it was. ``warning`` says so wherever it is shown.
///
/// All rows of a bin count as having the baseline's mean score of the bin, which decides whether they are
/// decided to be 1, and as equal to each other: the area under the curve is a little too low for it.
///
/// - Source: confidence-based performance estimation as NannyML has it, with the calibration on bins.
public struct EstimatedQuality: Sendable, Hashable {
    /// What must stand beside every estimate.
    public static let warning =
        "estimated without labels: assumes that events with such scores still have the labels they had "
        + "in training; cannot see that the relation itself has changed"
    /// The figures that can be estimated.
    public static let metrics: [QualityMetric] = [
        .accuracy, .precision, .recall, .f1, .rocAUC, .logLoss, .brier,
    ]

    /// A figure, and how far chance alone moves the realised one from it.
    public struct Estimate: Sendable, Hashable {
        /// The figure.
        public let value: Double
        /// The standard deviation of the realised figure less this one, were the rates still true.
        ///
        /// It is that of the labels of so many rows now, and of so many in training. Three of them are a
        /// usual limit.
        public let samplingError: Double
    }

    /// Rows with a score.
    public let rows: Int
    private let bins: [Bin]

    private struct Bin: Sendable, Hashable {
        /// Rows now.
        let rows: Double
        /// The rate of label 1 in training.
        let rate: Double
        /// The score that all its rows count as having.
        let score: Double
        /// The variance of the rate among rows now less the training rate.
        let variance: Double

        var positives: Double { rows * rate }
        var negatives: Double { rows * (1 - rate) }
        var isDecided: Bool { score >= QualityKind.threshold }
    }

    /// What counters of a model's rows promise.
    ///
    /// Nil where the training rows had no labels, or others than 0 and 1; where there are several outputs;
    /// and where there are no rows.
    ///
    /// - Parameters:
    ///   - counters: made by the baseline's ``ObservationPlan``.
    ///   - baseline: of a model with one output, a probability.
    public init?(_ counters: Counters, of baseline: Baseline) {
        guard baseline.labels?.isBinary == true, baseline.scores.count == 1,
            case .number(let reference) = baseline.scores[0].reference
        else { return nil }
        guard counters.cells.count == baseline.starts.last else { return nil }
        let cells = baseline.cells(of: baseline.features.count, in: counters)
        self.init(counts: Array(cells.prefix(reference.bins.count)), of: reference)
    }

    /// What rows in the bins of a score promise; nil where there are no labels or no rows.
    ///
    /// - Parameters:
    ///   - counts: rows now, one number a bin.
    ///   - reference: the score's, with labels of 0 and 1.
    public init?(counts: [Int], of reference: NumberReference) {
        guard let labels = reference.labels, counts.count == labels.count,
            reference.bins.centres.count == counts.count
        else { return nil }
        rows = counts.reduce(0, +)
        guard rows > 0, labels.contains(where: { $0.rows > 0 }) else { return nil }
        bins = counts.indices.map { index in
            Self.bin(counts[index], labels[index], score: reference.bins.centres[index])
        }
    }

    private static func bin(
        _ count: Int,
        _ labels: NumberReference.BinLabels,
        score: Double
    ) -> Bin {
        let held = min(max(score, 0), 1)
        let trained = Double(labels.rows)
        // A bin that no labelled row fell into: the score itself is all that is known.
        let rate = labels.rows > 0 ? min(max(labels.sum / trained, 0), 1) : held
        // Half a count more of each label, so that a bin of one label only is not taken to be certain.
        let spread = (rate * trained + 0.5) / (trained + 1)
        let variance = spread * (1 - spread) * (1 / Double(max(count, 1)) + 1 / (trained + 1))
        return Bin(rows: Double(count), rate: rate, score: held, variance: variance)
    }

    /// An estimate.
    ///
    /// - Returns: nil where the figure has no meaning: no decisions for 1, one label only; or cannot be
    ///   estimated.
    /// - Complexity: O(bins).
    public subscript(metric: QualityMetric) -> Estimate? {
        switch metric {
        case .accuracy:
            return sum {
                $0.isDecided ? $0.rate : 1 - $0.rate
            } slope: {
                $0.isDecided ? 1 : -1
            }
        case .precision: return precision
        case .recall: return recall
        case .f1: return f1
        case .rocAUC: return areaUnderCurve
        case .logLoss:
            return sum {
                $0.rate * Self.loss($0, 1) + (1 - $0.rate) * Self.loss($0, 0)
            } slope: {
                Self.loss($0, 1) - Self.loss($0, 0)
            }
        case .brier:
            return sum {
                $0.rate * (1 - $0.score) * (1 - $0.score) + (1 - $0.rate) * $0.score * $0.score
            } slope: {
                1 - 2 * $0.score
            }
        case .loss, .calibrationError, .mae, .rmse, .mape, .valuePerEvent, .valueTotal: return nil
        }
    }

    private static func loss(_ bin: Bin, _ label: Double) -> Double {
        QualityKind.probability.loss(score: bin.score, label: label)
    }

    /// A mean over rows, and its slope in each bin's rate.
    private func sum(_ value: (Bin) -> Double, slope: (Bin) -> Double) -> Estimate {
        let count = Double(rows)
        return estimate(bins.reduce(0) { $0 + $1.rows * value($1) } / count) { index in
            bins[index].rows * slope(bins[index]) / count
        }
    }

    /// An estimate whose error follows from its slope in each bin's rate (the delta method).
    private func estimate(_ value: Double, slope: (Int) -> Double) -> Estimate {
        var variance = 0.0
        for index in bins.indices where bins[index].rows > 0 {
            let slope = slope(index)
            variance += slope * slope * bins[index].variance
        }
        return Estimate(value: value, samplingError: variance.squareRoot())
    }

    private var positives: Double { bins.reduce(0) { $0 + $1.positives } }
    private var decided: Double { bins.reduce(0) { $0 + ($1.isDecided ? $1.rows : 0) } }
    private var found: Double { bins.reduce(0) { $0 + ($1.isDecided ? $1.positives : 0) } }

    private var precision: Estimate? {
        let decided = decided
        guard decided > 0 else { return nil }
        return estimate(found / decided) { bins[$0].isDecided ? bins[$0].rows / decided : 0 }
    }

    private var recall: Estimate? {
        let (found, positives) = (found, positives)
        guard positives > 0 else { return nil }
        return estimate(found / positives) {
            bins[$0].rows * ((bins[$0].isDecided ? positives : 0) - found) / (positives * positives)
        }
    }

    private var f1: Estimate? {
        let (found, whole) = (found, decided + positives)
        guard whole > 0 else { return nil }
        return estimate(2 * found / whole) {
            bins[$0].rows * ((bins[$0].isDecided ? 2 * whole : 0) - 2 * found) / (whole * whole)
        }
    }

    private var areaUnderCurve: Estimate? {
        let positives = positives
        let negatives = Double(rows) - positives
        guard positives > 0, negatives > 0 else { return nil }
        var (below, above) = (0.0, positives)
        var ordered = 0.0
        var gains: [Double] = []
        for bin in bins {
            above -= bin.positives
            ordered += bin.positives * (below + bin.negatives / 2)
            gains.append(below + bin.negatives / 2 - above - bin.positives / 2)
            below += bin.negatives
        }
        let pairs = positives * negatives
        let area = ordered / pairs
        return estimate(area) {
            bins[$0].rows * (gains[$0] - area * (negatives - positives)) / pairs
        }
    }
}
