/// What labelled predictions of one arm add up to: exact, in any order; every figure of quality comes
/// from it.
public struct QualitySums: Sendable, Hashable, Codable {
    /// Predictions with a label.
    public private(set) var count = 0
    /// Their losses: log loss of probabilities, squared error of values, 0 or 1 of classes.
    public private(set) var losses = ExactSum()
    /// The squares of their losses.
    public private(set) var squaredLosses = ExactSum()

    /// No predictions.
    public init() {}
}
