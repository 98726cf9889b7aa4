/// What `serve` is told: the file `stream-scorer.yaml`, checked, with all defaults filled in.
///
/// The keys with their types, defaults, units, ranges and interplay are declared in `ServeKeys` and
/// listed in `docs/configuration.md`.
public struct ServeConfiguration: Sendable {
    /// How often an event may be scored after a failure.
    public enum Delivery: String, Sendable, Hashable {
        /// Predictions and offsets in one transaction.
        case exactlyOnce = "exactly_once"
        /// Offsets after the predictions are acknowledged.
        case atLeastOnce = "at_least_once"
    }

    /// What becomes of an event that cannot be scored.
    public enum ErrorPolicy: String, Sendable, Hashable {
        /// It goes to the dead-letter topic.
        case deadLetter = "dead_letter"
        /// The service stops before it.
        case fail
        /// It is counted.
        case drop
    }

    /// Names of the service's own topics.
    public struct TopicNames: Sendable, Hashable {
        /// Commands.
        public var control: String
        /// What each instance serves.
        public var status: String
        /// Counters of closed panes.
        public var observations: String
        /// Alerts.
        public var alerts: String
        /// Events that could not be scored.
        public var deadLetters: String
        /// Predictions of challengers.
        public var shadowPredictions: String
    }

    /// How events are counted for the drift monitor.
    public struct Observing: Sendable, Hashable {
        /// How long a pane of event time is, in milliseconds.
        public var paneMs: Int
        /// Milliseconds that an event may come later than the latest of its partition.
        public var latenessMs: Int
        /// Milliseconds ahead of the latest event of its partition beyond which one is not believed.
        public var maxJumpMs: Int
    }

    /// Where the endpoints listen.
    public struct HTTPAddress: Sendable, Hashable {
        /// An address or a name that resolves to one.
        public var host: String
        /// The port; 0 for a free one.
        public var port: UInt16
    }

    /// Properties for librdkafka, references filled in.
    public var kafka: [KafkaProperty]
    /// Consumer group.
    public var group: String
    /// This process among those of the group.
    public var instance: String
    /// Worker threads.
    public var workers: Int
    /// Folder of the model repository.
    public var models: String
    /// Versions that served before and stay in memory, besides those in use.
    public var heldVersions: Int
    /// How often an event may be scored after a failure.
    public var delivery: Delivery
    /// Milliseconds between commits.
    public var commitIntervalMs: Int
    /// Milliseconds after which the broker aborts a silent worker's transaction.
    public var transactionTimeoutMs: Int
    /// Milliseconds that a worker may take to finish on a stop.
    public var drainTimeoutMs: Int
    /// Records that a turn takes at most.
    public var maxBatch: Int
    /// Bytes of a value that is decoded at most.
    public var maxEventBytes: Int
    /// What becomes of an event that cannot be scored.
    public var onError: ErrorPolicy
    /// Whether workers join as static members of the group.
    public var staticMembership: Bool
    /// Names of the service's own topics.
    public var topics: TopicNames
    /// Share of a worker's time that its shadows may take while events are waiting.
    public var shadowShare: Double
    /// Whether rows of shadows are shed where events wait or room is short.
    public var shadowsShed: Bool
    /// How events are counted for the drift monitor; nil: they are not.
    public var observing: Observing?
    /// Where the endpoints listen.
    public var http: HTTPAddress
    /// Log lines below this level are not written.
    public var logLevel: LogLevel
    /// How log lines look.
    public var logFormat: Logger.Format
    /// What `monitor` does.
    public var monitor: MonitorConfiguration
    /// What is scored; at least one.
    public var deployments: [DeploymentConfiguration]

    /// The `group.instance.id` of a worker, or nil when membership is dynamic.
    public func groupInstanceID(worker: Int) -> String? {
        staticMembership ? "\(instance)-\(worker)" : nil
    }

    /// The `transactional.id` of a worker.
    ///
    /// Unique a worker: neither the instance nor the worker's number can hold a slash.
    public func transactionalID(worker: Int) -> String { "\(group)/\(instance)/\(worker)" }
}
