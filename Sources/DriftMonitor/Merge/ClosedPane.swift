public import Observation

/// Everything that is known of one pane of a deployment, once nothing in time can come for it any
/// more: the same whatever the order of arrival and the assignment of partitions.
///
/// Panes follow each other without a gap, the empty ones too: they are the monitor's clock.
public struct ClosedPane: Sendable, Hashable {
    /// Its first moment, in Unix milliseconds.
    public let startMs: Int64
    /// The moment after its last.
    public let endMs: Int64
    /// What was counted, one an arm, in their order; partitions added up.
    public var arms: [ArmCounters] = []
    /// Where in the input the events of each arm are: by arm, then by partition.
    public var offsets: [ArmOffsets] = []
    /// Events that could not be decoded.
    public var undecodable = 0
    /// Events that came too late for their pane, were not believed, or had no time, while the clock of
    /// their partition stood in this one.
    public var late = 0
    /// See `late`.
    public var ahead = 0
    /// See `late`.
    public var untimed = 0
    /// Input partitions that bring nothing while others go on, in order.
    public var stalled: [Int32] = []
    /// Of each of them where its silence begins.
    public var silentSinceMs: [Int32: Int64] = [:]
    /// Predictions whose event time is in the pane, each id once: by time, then by id.
    public var predictions: [ServedPrediction] = []
    /// Shadow predictions likewise, each id once a version.
    public var shadows: [ShadowPrediction] = []
    /// Labels that came in the pane (by the label's own time), each id once: by time, then by id.
    public var labels: [Label] = []

    /// A pane in which nothing happened.
    public init(startMs: Int64, endMs: Int64) {
        self.startMs = startMs
        self.endMs = endMs
    }
}

/// The lowest and the highest input offset among an arm's events of a pane, of one partition.
public struct ArmOffsets: Sendable, Hashable, Codable {
    /// The arm.
    public let arm: Arm
    /// The partition of the deployment's input topic.
    public let partition: Int32
    /// The offsets.
    public let offsets: ClosedRange<Int64>

    /// Offsets of one arm and partition.
    public init(arm: Arm, partition: Int32, offsets: ClosedRange<Int64>) {
        self.arm = arm
        self.partition = partition
        self.offsets = offsets
    }
}

/// The first sixteen bytes of the SHA-256 of an event's id, or another 128-bit hash of it: what
/// predictions and labels are joined by.
public struct EventKey: Sendable, Hashable, Comparable {
    /// The two halves.
    public let high: UInt64
    /// The two halves.
    public let low: UInt64

    /// A key of two halves.
    public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// The order of the 128-bit number.
    public static func < (left: EventKey, right: EventKey) -> Bool {
        (left.high, left.low) < (right.high, right.low)
    }
}

/// A prediction that was served.
public struct ServedPrediction: Sendable, Hashable {
    /// The event's id, hashed.
    public let key: EventKey
    /// The event's time, in Unix milliseconds.
    public let timeMs: Int64
    /// The version and route that answered.
    public let arm: Arm
    /// The prediction: a probability, a value, or a class.
    public let score: Double

    /// A prediction of these parts.
    public init(key: EventKey, timeMs: Int64, arm: Arm, score: Double) {
        self.key = key
        self.timeMs = timeMs
        self.arm = arm
        self.score = score
    }
}

/// A prediction that answered nobody, with the served one beside it.
public struct ShadowPrediction: Sendable, Hashable {
    /// The event's id, hashed.
    public let key: EventKey
    /// The event's time, in Unix milliseconds.
    public let timeMs: Int64
    /// The shadow's version.
    public let version: String
    /// Its prediction.
    public let score: Double
    /// The version that served.
    public let servedVersion: String
    /// Its prediction.
    public let servedScore: Double

    /// A prediction of these parts.
    public init(
        key: EventKey,
        timeMs: Int64,
        version: String,
        score: Double,
        servedVersion: String,
        servedScore: Double
    ) {
        self.key = key
        self.timeMs = timeMs
        self.version = version
        self.score = score
        self.servedVersion = servedVersion
        self.servedScore = servedScore
    }
}

/// What turned out to be true of an event.
public struct Label: Sendable, Hashable {
    /// The event's id, hashed.
    public let key: EventKey
    /// When the label became known, in Unix milliseconds.
    public let timeMs: Int64
    /// The truth: 0 or 1, a class, or a value.
    public let label: Double
    /// What the event was worth, where labels say so.
    public let value: Double?

    /// A label of these parts.
    public init(key: EventKey, timeMs: Int64, label: Double, value: Double?) {
        self.key = key
        self.timeMs = timeMs
        self.label = label
        self.value = value
    }
}
