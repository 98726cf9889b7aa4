/// What `monitor` is told: the section `monitor` of the configuration, checked, with all defaults
/// filled in.
public struct MonitorConfiguration: Sendable, Hashable {
    /// What is counted.
    public enum Source: String, Sendable, Hashable {
        /// What the scorer has counted.
        case observations
        /// The topics of features and predictions, which the monitor counts itself.
        case topics
    }

    /// Where a predictions topic that another scorer writes keeps what.
    public struct Predictions: Sendable, Hashable {
        /// JSON pointer to the event's id.
        public var id: String
        /// JSON pointer to the event's time.
        public var time: String
        /// JSON pointer to the score.
        public var score: String
        /// JSON pointer to the version that answered; without a leading `/` the version itself.
        public var version: String
    }

    /// From which size on a change is worth a warning, and how sure it has to be.
    public struct Thresholds: Sendable, Hashable {
        /// The debiased population stability index.
        public var stability: Double
        /// The change of the rate of nulls.
        public var nullRate: Double
        /// The share of values outside the baseline's range.
        public var outside: Double
        /// The share of categories that the model does not know.
        public var unseen: Double
        /// So many times a warning's size is critical.
        public var criticalFactor: Double
        /// Benjamini and Hochberg's q.
        public var falseDiscoveries: Double
        /// Rows that a window needs at least.
        public var leastRows: Int
        /// The share of events that may be undecodable or refused.
        public var contract: Double
        /// The share of events that may come late, too far ahead or without a time.
        public var clock: Double
        /// How far a mean has to move, in standard deviations of single values.
        public var meanShift: Double
        /// How much of its reference a mean loss may grow by.
        public var lossGrowth: Double
        /// Labelled predictions that quality is judged by at a time.
        public var qualityLabels: Int
    }

    /// `K of N` windows.
    public struct OutOf: Sendable, Hashable {
        /// How many have to agree.
        public var count: Int
        /// Of so many of the last ones.
        public var windows: Int
    }

    /// How findings become alerts.
    public struct Alerts: Sendable, Hashable {
        /// When a warning fires.
        public var warning: OutOf
        /// When what is critical fires.
        public var critical: OutOf
        /// Windows in a row in which it has to be small before it resolves.
        public var clearWindows: Int
        /// The share of the threshold that is small enough.
        public var clearFactor: Double
        /// Windows for which it does not fire again.
        public var cooldownWindows: Int
        /// The share of features for which one alert speaks for all.
        public var groupShare: Double
    }

    /// Where labels come from.
    public struct Labels: Sendable, Hashable {
        /// Their topic.
        public var topic: String
        /// JSON pointer to the event's id.
        public var id: String
        /// JSON pointer to the label's time.
        public var time: String
        /// JSON pointer to the label.
        public var label: String
        /// JSON pointer to the event's worth.
        public var value: String
        /// The share of events that take part.
        public var sample: Double
        /// How long a label is waited for, in milliseconds.
        public var maxAgeMs: Int64
        /// The share of a pane's predictions that is enough.
        public var minCoverage: Double
        /// Predictions that wait at most.
        public var maxJoins: Int
    }

    /// Its name.
    public var name: String
    /// The deployments it watches; none: every one on the control log.
    public var deployments: [String]
    /// Lengths of windows, in milliseconds, the shortest first.
    public var windowsMs: [Int64]
    /// Windows by count: rows, ascending.
    public var windowsRows: [Int]
    /// For how long a partition whose end is reached is waited for, in milliseconds.
    public var idleMs: Int
    /// How often the state is kept, in milliseconds.
    public var snapshotIntervalMs: Int
    /// What is counted.
    public var source: Source
    /// How predictions look that another scorer writes; nil: they are ours.
    public var predictions: Predictions?
    /// The topic of what is kept.
    public var stateTopic: String
    /// Where the endpoints listen.
    public var http: ServeConfiguration.HTTPAddress
    /// From which size on a change is worth a warning.
    public var thresholds: Thresholds
    /// How findings become alerts.
    public var alerts: Alerts
    /// Where labels come from; nil: there are none.
    public var labels: Labels?

    /// The `transactional.id` of its producer.
    public var transactionalID: String { "stream-scorer-monitor-\(name)" }
}
