/// What is looked at.
public enum AlertRule: String, Sendable, Hashable, Codable, CaseIterable {
    /// The rate of nulls has changed.
    case nulls
    /// Every value is in one bin or category, and they were not.
    case constant
    /// Categories that are in no table.
    case unseen
    /// Values outside the baseline's range.
    case outside
    /// The shares of bins or categories have moved.
    case distribution
    /// Many features at once.
    case group
    /// The mean of scores or losses has moved.
    case change
    /// Losses are larger than they were.
    case quality
    /// Labels are missing.
    case labels
    /// There is too little to judge.
    case data
    /// Events that cannot be decoded or are refused.
    case contract
    /// Events that come too late or too far ahead.
    case clock
    /// A partition that brings nothing while others go on.
    case stalled
    /// The baseline has changed, or is not at hand.
    case baseline

    /// The rules of one feature, the one that explains the others first.
    static let ofFeatures: [AlertRule] = [.nulls, .constant, .unseen, .outside, .distribution]
}

/// What an alert is about: it has one state.
struct ConditionName: Hashable, Codable, Sendable {
    /// What the subject is; causes come before what they explain.
    enum Kind: Int, Codable, Sendable, Comparable {
        case stream, features, feature, score, version

        static func < (left: Kind, right: Kind) -> Bool { left.rawValue < right.rawValue }
    }

    /// The version; nil for the stream.
    let watched: WatchedVersion?
    let kind: Kind
    let rule: AlertRule
    let subject: String

    /// The subject as alerts have it: a shadow's apart from those of what the version serves.
    var alertSubject: String { watched?.isShadow == true ? "shadow \(subject)" : subject }
}

extension ConditionName: Comparable {
    static func < (left: ConditionName, right: ConditionName) -> Bool {
        if left.kind != right.kind { return left.kind < right.kind }
        if left.watched != right.watched {
            guard let a = left.watched, let b = right.watched else { return left.watched == nil }
            return a < b
        }
        if left.subject != right.subject {
            return left.subject.utf8.lexicographicallyPrecedes(right.subject.utf8)
        }
        return left.rule.rawValue < right.rule.rawValue
    }
}
