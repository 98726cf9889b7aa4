public import Rollout

/// What is scored by which model, and where it goes.
public struct DeploymentConfiguration: Sendable, Hashable {
    /// The form of an event's value.
    public enum InputFormat: String, Sendable, Hashable {
        /// An object with the features by name, or as an array in the model's order.
        case json
        /// The row itself: little-endian float32.
        case f32
    }

    /// The form of a prediction's value.
    public enum OutputFormat: String, Sendable, Hashable {
        /// An object.
        case json
    }

    /// Where events come from and how they look.
    public struct Input: Sendable, Hashable {
        /// The topic.
        public var topic: String
        /// The form of the value.
        public var format: InputFormat
        /// JSON pointer to the id; `json` only.
        public var id: String
        /// JSON pointer to the time; `json` only.
        public var time: String
        /// JSON pointer to the features; `json` only.
        public var features: String
    }

    /// Where predictions go and how they look.
    public struct Output: Sendable, Hashable {
        /// The topic.
        public var topic: String
        /// The form of the value.
        public var format: OutputFormat
        /// Whether the model, version and revision are added as headers.
        public var headers: Bool
    }

    /// What answers when the version an event was routed to cannot.
    public enum Fallback: Sendable, Hashable {
        /// A version of the same model.
        case version(String)
        /// A number; with several classes, the index of a class.
        case constant(Double)
    }

    /// When a version that fails is passed over for a while.
    public struct Breaker: Sendable, Hashable {
        /// The share of the window's rows that failed at which it opens.
        public var failureRate: Double
        /// How far back rows count, milliseconds.
        public var windowMs: Int
        /// Rows that the window holds at least before it can open.
        public var minEvents: Int
        /// How long it keeps all rows away, milliseconds.
        public var pauseMs: Int
        /// Rows that must succeed before it closes again.
        public var probes: Int

        /// Puts them together.
        public init(failureRate: Double, windowMs: Int, minEvents: Int, pauseMs: Int, probes: Int) {
            self.failureRate = failureRate
            self.windowMs = windowMs
            self.minEvents = minEvents
            self.pauseMs = pauseMs
            self.probes = probes
        }
    }

    /// The deployment's name.
    public var name: String
    /// The events.
    public var input: Input
    /// The predictions.
    public var output: Output
    /// The model's name.
    public var model: String
    /// The model's version.
    public var version: String
    /// What answers, in this order, when the version an event was routed to cannot; at most 8.
    public var fallback: [Fallback]
    /// How long a version may score the rows of one batch, milliseconds; 0: no deadline.
    public var deadlineMs: Int
    /// When a version that fails is passed over for a while.
    public var breaker: Breaker
    /// What the monitor may do with its versions; nil: raise alerts.
    public var policy: Policy?
}
