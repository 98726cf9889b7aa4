/// What the monitor may do with a deployment's versions, and how sure it must be.
///
/// `Policy.read` makes one of the policy of a declaration. Nothing here decides: the monitor judges
/// by it. A deployment without a policy is watched, and nothing is done or advised.
///
/// Thread safety: a value.
public struct Policy: Sendable, Hashable {
    /// Whether decisions become commands.
    public enum Mode: String, Sendable, Hashable, CaseIterable {
        /// They do.
        case act
        /// They become alerts that say what would have been done.
        case advise
    }

    /// What labelled predictions are compared by.
    public enum Metric: String, Sendable, Hashable, CaseIterable, Codable {
        /// The loss that the join computes: log loss, squared error, or 0 and 1.
        case loss
        /// Nothing: labels are not waited for.
        case none
    }

    /// The comparison of labelled predictions.
    public struct Quality: Sendable, Hashable, Codable {
        /// What is compared.
        public var metric: Metric
        /// How much greater the challenger's mean loss may be, in the loss's own unit.
        public var margin: Double
        /// Labelled predictions of the challenger before a promotion.
        public var minSamples: Int
        /// The share of its predictions that must have labels before a promotion.
        public var labelCoverage: Double
        /// The probability of ever rolling back a version that does no harm, by all tests together.
        public var alphaRollback: Double
        /// The probability of ever finding a version good enough that is worse than the margin.
        public var alphaPromote: Double
    }

    /// Limits that hold whatever the labels say.
    public struct Guardrails: Sendable, Hashable, Codable {
        /// The share of rows that a version may fail to answer; 1: any.
        public var errorRate: Double
        /// The share of rows that a version may refuse; 1: any.
        public var contractViolations: Double
        /// A batch that takes longer to score is slow, in milliseconds.
        public var latencyMs: Int
        /// The share of rows that may be in slow batches; 1: any.
        public var latencyShare: Double
        /// The probability of ever calling a right split of the traffic wrong; 0: the split is not
        /// looked at.
        public var sampleRatioAlpha: Double
        /// How many keys of equal weight would make the shares vary as much as the real ones do.
        public var sampleRatioKeys: Int
    }

    /// One step of a version's way.
    public struct Stage: Sendable, Hashable {
        /// What a version is in it.
        public enum Kind: Sendable, Hashable {
            /// It answers nobody.
            case shadow
            /// It answers a share of the keys, in thousandths of a percent.
            case percent(Int)
            /// It is the champion: the end of the way.
            case promote
        }

        /// What the version is.
        public var kind: Kind
        /// Rows it must have had in this stage before the next.
        public var minSamples: Int
        /// Panes with rows of it before the next.
        public var minPanes: Int
        /// Time in this stage before the next, in milliseconds of event time.
        public var bakeMs: Int64
    }

    /// What happens after a promotion.
    public struct Watch: Sendable, Hashable {
        /// How long the new champion is compared with the former, in milliseconds of event time.
        public var forMs: Int64
        /// Whether the former is scored as a shadow meanwhile.
        public var shadow: Bool
    }

    /// What happens when a stage takes too long.
    public struct Deadline: Sendable, Hashable {
        /// What to do.
        public enum Action: String, Sendable, Hashable, CaseIterable {
            /// Raise an alert and go on.
            case hold
            /// Take the version back.
            case rollback
        }

        /// How long a stage may take, in milliseconds of event time.
        public var afterMs: Int64
        /// What to do then.
        public var then: Action
    }

    /// What drift of a challenger does.
    public enum DriftAction: String, Sendable, Hashable, CaseIterable {
        /// Critical drift of its predictions blocks its promotion.
        case alert
        /// Any drift of it, or of the stream, blocks its promotion.
        case hold
        /// Critical drift that the champion does not share takes it back.
        case rollback
    }

    /// What follows a rollback.
    public enum Aftermath: String, Sendable, Hashable, CaseIterable {
        /// The deployment is frozen: nothing automatic until a person says so.
        case freeze
        /// Nothing but the rollback's own latch.
        case nothing
    }

    /// Whether decisions become commands.
    public var mode: Mode
    /// The comparison of labelled predictions.
    public var quality: Quality
    /// Limits that hold whatever the labels say.
    public var guardrails: Guardrails
    /// The way of a version, in order.
    public var stages: [Stage]
    /// What happens after a promotion.
    public var watch: Watch
    /// What happens when a stage takes too long.
    public var deadline: Deadline
    /// What drift of a challenger does.
    public var onDrift: DriftAction
    /// What follows a rollback.
    public var afterRollback: Aftermath
    /// How long a command of the monitor may be accepted after it was written, in milliseconds.
    public var commandExpiresMs: Int64
}
