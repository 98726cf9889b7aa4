public import Rollout

/// A change of state that somebody should know of: the value of a record of the topic `alerts`.
///
/// One is written when a rule begins to fire or ends, never one a window. The same input gives the
/// same bytes, the id among them.
public struct Alert: Sendable, Hashable {
    /// Whether the rule began or ended.
    public enum State: String, Sendable, Hashable, Codable {
        /// It holds from this window on.
        case firing
        /// It does not hold any more.
        case resolved
    }

    /// How grave it is.
    public enum Severity: String, Sendable, Hashable, Codable, Comparable {
        /// Somebody should look.
        case warning
        /// Somebody should look now.
        case critical

        /// A warning is the lesser one.
        public static func < (left: Severity, right: Severity) -> Bool {
            left == .warning && right == .critical
        }
    }

    /// The stretch of event time that was judged, and its events.
    public struct Stretch: Sendable, Hashable, Codable {
        /// Its first moment, in Unix milliseconds.
        public let fromMs: Int64
        /// The moment after its last.
        public let toMs: Int64
        /// Events in it.
        public let events: Int

        /// A stretch of event time.
        public init(fromMs: Int64, toMs: Int64, events: Int) {
            self.fromMs = fromMs
            self.toMs = toMs
            self.events = events
        }
    }

    /// The deployment.
    public let deployment: String
    /// The version it is about; nil where it is about the stream.
    public let version: String?
    /// What was looked at, such as `distribution`, `nulls`, `quality`.
    public let rule: String
    /// Whose it is, such as a feature's name, `prediction`, `partition 2`.
    public let subject: String
    /// Whether it begins or ends.
    public let state: State
    /// How grave it is.
    public let severity: Severity
    /// What was judged.
    public let stretch: Stretch
    /// The name of the number that decided.
    public let statistic: String
    /// The number.
    public let value: Double
    /// What it was compared with.
    public let threshold: Double
    /// How often chance alone would make it as large; nil where there is no such thing.
    public let pValue: Double?
    /// How the number came about: an object.
    public let evidence: JSONValue
    /// When it was decided: the end of the pane that decided, in Unix milliseconds of event time.
    public let timeMs: Int64
    /// The digest of the baseline that was compared with; nil where there is none.
    public let baselineDigest: String?

    /// An alert of these parts.
    ///
    /// A number that JSON has no text for becomes the nearest that it has, NaN 0. Without a time it was decided at the end of what was judged.
    public init(
        deployment: String,
        version: String?,
        rule: String,
        subject: String,
        state: State,
        severity: Severity,
        stretch: Stretch,
        statistic: String,
        value: Double,
        threshold: Double,
        pValue: Double?,
        evidence: JSONValue,
        baselineDigest: String? = nil,
        timeMs: Int64? = nil
    ) {
        self.deployment = deployment
        self.version = version
        self.rule = rule
        self.subject = subject
        self.state = state
        self.severity = severity
        self.stretch = stretch
        self.statistic = statistic
        self.value = value.nearestInJSON
        self.threshold = threshold.nearestInJSON
        self.pValue = pValue?.nearestInJSON
        self.evidence = evidence
        self.baselineDigest = baselineDigest
        self.timeMs = timeMs ?? stretch.toMs
    }
}

extension Double {
    /// Itself where it is finite, the largest there is for an infinite one, 0 for NaN.
    fileprivate var nearestInJSON: Double {
        isNaN ? 0 : min(max(self, -.greatestFiniteMagnitude), .greatestFiniteMagnitude)
    }
}
