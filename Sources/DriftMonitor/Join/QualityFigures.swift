/// What sums of quality say, each figure nil where it has no meaning: without rows, without decisions for
/// 1, with one label only, of another kind of prediction.
///
/// Equal to scikit-learn's (`QualityTests`), but for what is nil here; the area under the ROC curve takes
/// probabilities of one bin of ``ScoreHistogram`` as equal.
public struct QualityFigures: Sendable, Hashable {
    /// Predictions with a label.
    public let count: Int
    private let sums: QualitySums

    init(_ sums: QualitySums) {
        self.sums = sums
        count = sums.count
    }

    /// A figure.
    ///
    /// - Complexity: O(1), but O(bins) for the area under the curve.
    public subscript(metric: QualityMetric) -> Double? {
        guard count > 0 else { return nil }
        switch metric {
        case .loss: return sums.losses.value / Double(count)
        case .valuePerEvent: return Self.ratio(sums.values.value, sums.valued)
        case .valueTotal: return sums.valued > 0 ? sums.values.value : nil
        case .accuracy: return accuracy
        case .precision, .recall, .f1: return decision(metric)
        case .rocAUC, .logLoss, .brier, .calibrationError: return probability(metric)
        case .mae, .rmse, .mape: return value(metric)
        }
    }

    /// All that have a meaning, in the order of ``QualityMetric``.
    public var all: [(metric: QualityMetric, value: Double)] {
        QualityMetric.allCases.compactMap { metric in self[metric].map { (metric, $0) } }
    }

    private var accuracy: Double? {
        switch sums.kind {
        case .probability:
            Double(sums.confusion.truePositives + sums.confusion.trueNegatives) / Double(count)
        case .class: 1 - sums.losses.value / Double(count)
        case .value: nil
        }
    }

    private func decision(_ metric: QualityMetric) -> Double? {
        guard sums.kind != .value, sums.otherClasses == 0 else { return nil }
        let (hits, falseAlarms, missed) = (
            sums.confusion.truePositives, sums.confusion.falsePositives,
            sums.confusion.falseNegatives
        )
        switch metric {
        case .precision: return Self.ratio(Double(hits), hits + falseAlarms)
        case .recall: return Self.ratio(Double(hits), hits + missed)
        default: return Self.ratio(2 * Double(hits), 2 * hits + falseAlarms + missed)
        }
    }

    private func probability(_ metric: QualityMetric) -> Double? {
        guard sums.kind == .probability else { return nil }
        switch metric {
        case .rocAUC: return sums.histogram.areaUnderCurve
        case .brier: return sums.brier.value / Double(count)
        case .calibrationError: return sums.calibration.expectedError
        default: return sums.losses.value / Double(count)
        }
    }

    private func value(_ metric: QualityMetric) -> Double? {
        guard sums.kind == .value else { return nil }
        switch metric {
        case .mae: return sums.absoluteErrors.value / Double(count)
        case .mape: return Self.ratio(sums.relativeErrors.value, sums.nonZeroLabels)
        default: return (sums.losses.value / Double(count)).squareRoot()
        }
    }

    private static func ratio(_ part: Double, _ whole: Int) -> Double? {
        whole > 0 ? part / Double(whole) : nil
    }
}
