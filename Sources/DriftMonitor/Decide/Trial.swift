internal import Observation
internal import Rollout

/// One version on its way to be the champion, or newly so: what was seen of it beside another version,
/// from the moment on that it came.
///
/// Thread safety: a value.
public struct Trial: Sendable, Hashable, Codable {
    /// Why the version is looked at.
    public enum Purpose: String, Sendable, Hashable, Codable {
        /// It may become the champion.
        case challenge
        /// It became the champion, and is compared with the former one.
        case watch
    }

    /// How far it is in its present stage.
    public struct Stage: Sendable, Hashable, Codable {
        /// Its share of the keys in thousandths of a percent; 0: a shadow.
        public internal(set) var weight: Int
        /// When the control log put it there, in Unix milliseconds of event time.
        public internal(set) var enteredMs: Int64
        /// The start of the first pane with rows of it, in Unix milliseconds; nil: none yet.
        public internal(set) var beganMs: Int64?
        /// Rows of it.
        public internal(set) var rows = 0
        /// Panes with rows of it.
        public internal(set) var panes = 0
    }

    /// Why a version is not to be served.
    public struct Failure: Sendable, Hashable, Codable {
        /// The name of the number that decided.
        public let statistic: String
        /// The number.
        public let value: Double
        /// What it was compared with.
        public let threshold: Double
        /// How often chance alone would come as far; nil where there is no such thing.
        public let pValue: Double?
        /// In words.
        public let words: String
    }

    /// The version.
    public let version: String
    /// What it is compared with.
    public let control: String
    /// Why it is looked at.
    public let purpose: Purpose
    /// The revision of the deployment at which it began.
    public let revision: Int64
    /// When it began, in Unix milliseconds of event time.
    public let beganMs: Int64
    /// How far it is.
    public internal(set) var stage: Stage
    /// What is proved against it; it stays.
    public internal(set) var failure: Failure?
    /// Its predictions in judged panes.
    public internal(set) var predictions = 0
    /// Those of them with labels.
    public internal(set) var labelled = 0

    var errors: RateGuard
    var refusals: RateGuard
    var slow: RateGuard
    var split: SampleRatioTest
    var pairs: LossComparison
    var arms: LossComparison
    var served = ServedRange()
    /// Rows it should have had since its last one.
    var missedRows = 0.0
    /// Panes since then.
    var missedPanes = 0
    /// How often its shadow was asked for, or its end.
    var shadowCommands = 0
    /// Whether the monitor asked for that shadow.
    var ownsShadow = false

    /// How many tests may each roll it back: two a rate, pairs, arms.
    static let tests = 8.0

    init(
        version: String,
        control: String,
        purpose: Purpose,
        weight: Int,
        state: DeploymentState,
        beganMs: Int64,
        policy: Policy
    ) {
        self.version = version
        self.control = control
        self.purpose = purpose
        self.beganMs = beganMs
        revision = state.revision
        stage = Stage(weight: weight, enteredMs: beganMs)
        let (limits, quality) = (policy.guardrails, policy.quality)
        let alpha = quality.alphaRollback / Self.tests
        errors = RateGuard(limit: limits.errorRate, alpha: alpha)
        refusals = RateGuard(limit: limits.contractViolations, alpha: alpha)
        slow = RateGuard(limit: limits.latencyShare, alpha: alpha)
        split = SampleRatioTest(alpha: limits.sampleRatioAlpha, keys: limits.sampleRatioKeys)
        let (expected, margin) = (quality.minSamples, quality.margin)
        pairs = .pairs(alpha: alpha, expected: expected, margin: margin)
        arms = .arms(alpha: alpha, expected: expected, margin: margin)
    }

    /// The interval of how much greater its mean loss is on the same events; nil before there is one.
    public var pairedLoss: ConfidenceSequence.Interval? { pairs.interval() }

    /// The same on events of its own.
    public var unpairedLoss: ConfidenceSequence.Interval? { arms.interval() }

    /// The share of its predictions that have labels; 0 before any pane is judged.
    public var labelCoverage: Double {
        predictions > 0 ? Double(labelled) / Double(predictions) : 0
    }
}

/// What a version answered, and where in the input that is.
struct ServedRange: Sendable, Hashable, Codable {
    private(set) var events = 0
    private(set) var fromMs: Int64?
    private(set) var toMs: Int64?
    /// By partition: the lowest and the highest offset.
    private(set) var partitions: [Int32: ClosedRange<Int64>] = [:]

    mutating func add(_ arm: ArmCounters, _ pane: ClosedPane) {
        guard arm.rows > 0 else { return }
        events += arm.rows
        fromMs = fromMs ?? pane.startMs
        toMs = pane.endMs
        for place in pane.offsets where place.arm == arm.arm {
            let known = partitions[place.partition] ?? place.offsets
            partitions[place.partition] =
                min(
                    known.lowerBound,
                    place.offsets.lowerBound
                )...max(
                    known.upperBound,
                    place.offsets.upperBound
                )
        }
    }
}
