public import Observation

/// The quality of one arm over one window of event time.
public struct FilledQuality: Sendable, Hashable {
    /// The window's first moment, in Unix milliseconds.
    public let startMs: Int64
    /// The moment after its last.
    public let endMs: Int64
    /// The arm; a shadow is one too.
    public let arm: Arm
    /// Predictions that took part in the join.
    public let predictions: Int
    /// Of them, those whose pane was given up before enough labels came.
    public let aged: Int
    /// What the labelled ones add up to.
    public let sums: QualitySums

    /// The share of the predictions that have labels.
    public var coverage: Double {
        predictions > 0 ? Double(sums.count) / Double(predictions) : 0
    }

    /// The figures that the sums give.
    public var figures: QualityFigures { sums.figures }
}
