/// A condition that holds without an alert of its own, because that of its cause speaks for it.
public struct FoldedCondition: Sendable, Hashable, Codable {
    /// The version; nil for the stream.
    public let version: String?
    /// The rule.
    public let rule: AlertRule
    /// The subject, as an alert would have it.
    public let subject: String
    /// How grave it is; nil: not yet an alert.
    public let severity: Alert.Severity?

    /// A condition of these parts.
    public init(version: String?, rule: AlertRule, subject: String, severity: Alert.Severity?) {
        self.version = version
        self.rule = rule
        self.subject = subject
        self.severity = severity
    }

    init(_ condition: AlertCondition) {
        version = condition.name.watched?.version
        rule = condition.name.rule
        subject = condition.name.alertSubject
        severity = condition.severity
    }
}
