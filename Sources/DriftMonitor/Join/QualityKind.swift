import Glibc

/// What predictions are, and so how they are compared with labels.
public enum QualityKind: String, Sendable, Hashable, Codable {
    /// The probability of label 1: labels are 0 or 1.
    case probability
    /// A class's index: labels are whole numbers from 0.
    case `class`
    /// A number: labels are numbers.
    case value

    /// How near to 0 and to 1 a probability may come before its logarithm is taken.
    public static let clip = 1e-15
    /// The probability from which on the decision is 1.
    public static let threshold = 0.5

    /// Whether a label can be compared with predictions of this kind.
    public func takes(label: Double) -> Bool {
        switch self {
        case .probability: label == 0 || label == 1
        case .class: label >= 0 && label == label.rounded() && label < 0x1p53
        case .value: label.isFinite
        }
    }

    /// What a prediction cost, now that the label is known: log loss of a probability (clipped by
    /// ``clip``), 0 or 1 of a class, the squared error of a value.
    ///
    /// - Precondition: the label is one that the kind takes, the score is no NaN.
    public func loss(score: Double, label: Double) -> Double {
        switch self {
        case .probability:
            let clipped = min(max(score, Self.clip), 1 - Self.clip)
            return label == 1 ? -log(clipped) : -log1p(-clipped)
        case .class: return score == label ? 0 : 1
        case .value: return (score - label) * (score - label)
        }
    }

    /// Whether two predictions decide differently.
    public func isDiscordant(_ score: Double, _ other: Double) -> Bool {
        switch self {
        case .probability: (score >= Self.threshold) != (other >= Self.threshold)
        case .class, .value: score != other
        }
    }
}
