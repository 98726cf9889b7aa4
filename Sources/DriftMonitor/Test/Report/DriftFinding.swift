/// What was concluded about a subject or one of its rules, the mildest first.
public enum DriftVerdict: String, Sendable, Hashable, CaseIterable {
    /// Too few rows to say anything; not the same as steady.
    case insufficientData = "insufficient_data"
    /// No change that is both large and sure.
    case steady
    /// A change that is sure, and as large as a warning's.
    case warning
    /// A change that is sure, and as large as a critical one's.
    case critical
}

extension DriftVerdict: Comparable {
    /// The graver one is the greater.
    public static func < (left: DriftVerdict, right: DriftVerdict) -> Bool {
        let all = Self.allCases
        return (all.firstIndex(of: left) ?? 0) < (all.firstIndex(of: right) ?? 0)
    }
}

/// What a rule looks at.
public enum DriftRule: String, Sendable, Hashable, CaseIterable {
    /// The shares of bins or categories: the debiased population stability index.
    case distribution
    /// The rate of nulls: its change.
    case nulls
    /// Values outside the baseline's range: their share.
    case outside
    /// Categories in no table: how much their share has grown.
    case unseen
}

/// One rule's judgement of one subject: how large the change is, how sure, and what follows.
public struct DriftFinding: Sendable, Hashable {
    /// What was looked at.
    public let rule: DriftRule
    /// How large the change is, in the rule's own measure.
    public let effect: Double
    /// The size that is a warning: the threshold, or what the training data reached by itself where
    /// that is more.
    public let warningFrom: Double
    /// The size that is critical.
    public let criticalFrom: Double
    /// Whether `warningFrom` comes from the training data's own variability.
    public let isRaised: Bool
    /// How often chance alone would make the change as large.
    public let pValue: Double
    /// The same, adjusted for the number of judgements made together.
    public let adjustedP: Double
    /// Rows that the judgement needs; nil when the baseline itself is too small for it.
    public let rowsNeeded: Int?
    /// What follows.
    public let verdict: DriftVerdict
}
