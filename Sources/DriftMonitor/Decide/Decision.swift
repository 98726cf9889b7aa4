public import Rollout

/// What is to be done with a version, what is to be said of it, or both; with all it rests on.
public struct Decision: Sendable, Hashable {
    /// What is to be done.
    public enum Action: Sendable, Hashable {
        /// Serve this version again; of its own champion it ends the canaries.
        case rollback(to: String)
        /// Give the version this share, in thousandths of a percent.
        case canary(weight: Int)
        /// Make the version the champion.
        case promote
        /// Score this version beside the champion.
        case shadow(String)
        /// Score it no more.
        case unshadow(String)
    }

    /// What is said.
    public struct Message: Sendable, Hashable {
        /// Whether something began or ended.
        public let state: Alert.State
        /// How grave it is.
        public let severity: Alert.Severity
        /// The stretch of event time that it rests on.
        public let stretch: Alert.Stretch
        /// The name of the number that decided.
        public let statistic: String
        /// The number.
        public let value: Double
        /// What it was compared with.
        public let threshold: Double
        /// How often chance alone would come as far; nil where there is no such thing.
        public let pValue: Double?
    }

    /// The deployment.
    public let deployment: String
    /// The version that it is about.
    public let version: String
    /// What is to be done, or would be; nil: nothing.
    public let action: Action?
    /// Whether it is to be commanded.
    public let isCommanded: Bool
    /// Whether the deployment is to be frozen after that.
    public let freezes: Bool
    /// What is said; nil: nothing.
    public let message: Message?
    /// Why, in words with numbers.
    public let reason: String
    /// How it came about: an object.
    public let evidence: JSONValue
    /// The revision that it rests on.
    public let revision: Int64
    /// The end of the pane at which it was made, in Unix milliseconds.
    public let timeMs: Int64
    /// How long a command of it may be accepted, in milliseconds.
    public let expiresAfterMs: Int64
}
