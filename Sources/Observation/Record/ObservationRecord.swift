/// What one scorer counted of one input partition since its last record of it: the value of a record
/// of the topic `observations`.
///
/// Counters are differences, not totals: whoever adds all records of a pane has the pane. The records
/// of one partition are in the order of its offsets, because they share a key, `DEPLOYMENT/PARTITION`.
public struct ObservationRecord: Sendable, Hashable {
    /// The form that is written, and the newest that is read.
    public static let format = 1

    /// The deployment.
    public let deployment: String
    /// The partition of the deployment's input topic.
    public let partition: Int32
    /// The offsets that were counted: from the first to before `nextOffset`.
    public let fromOffset: Int64
    /// The offset after the last that was counted.
    public let nextOffset: Int64
    /// The latest event time up to which everything is counted, in Unix milliseconds; nil: none yet, or
    /// more of the same events follows.
    public let clockMs: Int64?
    /// How panes are cut.
    public let paneMs: Int64
    /// How much later than the clock an event may come.
    public let latenessMs: Int64
    /// Events that came later than that.
    public let late: Int
    /// Events whose time is so far ahead of the clock that it was not believed.
    public let ahead: Int
    /// Events whose time is outside the years 1970 to 9999.
    public let untimed: Int
    /// The panes that were added to, the earliest first.
    public let panes: [PaneDelta]

    /// What was added to one pane.
    public struct PaneDelta: Sendable, Hashable {
        /// The pane's start, in Unix milliseconds.
        public let startMs: Int64
        /// Events that could not be decoded; they count where the clock stood.
        public let undecodable: Int
        /// Of the record's events out of time those that came while the clock stood in this pane.
        public let outOfTime: OutOfTime
        /// One an arm, in their order.
        public let arms: [ArmCounters]

        /// Counts of one pane.
        public init(
            startMs: Int64,
            undecodable: Int,
            outOfTime: OutOfTime = OutOfTime(),
            arms: [ArmCounters]
        ) {
            self.startMs = startMs
            self.undecodable = undecodable
            self.outOfTime = outOfTime
            self.arms = arms
        }
    }

    /// A record of these parts.
    public init(
        deployment: String,
        partition: Int32,
        fromOffset: Int64,
        nextOffset: Int64,
        clockMs: Int64?,
        paneMs: Int64,
        latenessMs: Int64,
        late: Int,
        ahead: Int,
        untimed: Int,
        panes: [PaneDelta]
    ) {
        self.deployment = deployment
        self.partition = partition
        self.fromOffset = fromOffset
        self.nextOffset = nextOffset
        self.clockMs = clockMs
        self.paneMs = paneMs
        self.latenessMs = latenessMs
        self.late = late
        self.ahead = ahead
        self.untimed = untimed
        self.panes = panes
    }
}
