public import Observation

/// What the labels say of one pane's predictions, once enough of them have come or time is up.
public struct QualityPane: Sendable, Hashable {
    /// Why a pane was judged.
    public enum Maturity: String, Sendable, Hashable, Codable {
        /// Enough of its predictions have labels.
        case coverage
        /// It is older than labels are waited for.
        case age
    }

    /// Of one arm.
    public struct ArmQuality: Sendable, Hashable {
        /// The arm; a shadow is one too.
        public let arm: Arm
        /// Predictions that take part in the join.
        public let predictions: Int
        /// What the labelled ones add up to.
        public let sums: QualitySums

        /// Quality of one arm.
        public init(arm: Arm, predictions: Int, sums: QualitySums) {
            self.arm = arm
            self.predictions = predictions
            self.sums = sums
        }
    }

    /// Of one shadow beside what was served, on the same events.
    public struct PairQuality: Sendable, Hashable {
        /// The shadow's version.
        public let challenger: String
        /// The version that served.
        public let served: String
        /// What the labelled pairs add up to.
        public let sums: PairSums

        /// Quality of one pair.
        public init(challenger: String, served: String, sums: PairSums) {
            self.challenger = challenger
            self.served = served
            self.sums = sums
        }
    }

    /// The pane's first moment, in Unix milliseconds.
    public let startMs: Int64
    /// The moment after its last.
    public let endMs: Int64
    /// Why it was judged.
    public let maturity: Maturity
    /// One an arm, in their order.
    public let arms: [ArmQuality]
    /// One a pair of challenger and served version, in their order.
    public let pairs: [PairQuality]

    /// The quality of a pane.
    public init(
        startMs: Int64,
        endMs: Int64,
        maturity: Maturity,
        arms: [ArmQuality],
        pairs: [PairQuality]
    ) {
        self.startMs = startMs
        self.endMs = endMs
        self.maturity = maturity
        self.arms = arms
        self.pairs = pairs
    }
}
