/// A figure of quality, by the name that it has in alerts, metrics and policies.
public enum QualityMetric: String, Sendable, Hashable, Codable, CaseIterable {
    /// The mean loss: log loss, squared error, or share of wrong classes.
    case loss
    /// The share of right decisions.
    case accuracy
    /// Of the decisions for 1, the share that was right.
    case precision
    /// Of the labels of 1, the share that was found.
    case recall
    /// The harmonic mean of precision and recall.
    case f1
    /// The area under the ROC curve.
    case rocAUC = "roc_auc"
    /// The mean log loss.
    case logLoss = "log_loss"
    /// The mean squared distance of probabilities from labels.
    case brier
    /// The mean distance of stated from observed rates, in ten bins.
    case calibrationError = "calibration_error"
    /// The mean absolute error.
    case mae
    /// The root of the mean squared error.
    case rmse
    /// The mean absolute error as a share of the label, over labels that are not 0.
    case mape
    /// What an event was worth on average, where labels say so.
    case valuePerEvent = "value_per_event"
    /// What the events were worth together, where labels say so.
    case valueTotal = "value_total"

    /// Whether a smaller number is the better one.
    public var isLessBetter: Bool {
        switch self {
        case .loss, .logLoss, .brier, .calibrationError, .mae, .rmse, .mape: true
        case .accuracy, .precision, .recall, .f1, .rocAUC, .valuePerEvent, .valueTotal: false
        }
    }
}
