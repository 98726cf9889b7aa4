/// The losses of two versions, compared as labels come: whether one is worse than the other by more
/// than a margin, at any time.
///
/// Pairs (both versions on one event) are added a pane at a time. Arms (each version on events of its
/// own) are gathered until both have enough labels, and then added as the difference of their means.
/// The first of either tells the scale of the losses, by which the interval is made tightest for the
/// expected number, and is not counted.
struct LossComparison: Sendable, Hashable, Codable {
    /// What losses of one version add up to.
    struct Losses: Sendable, Hashable, Codable {
        var count = 0
        var sum = 0.0
        var squares = 0.0

        mutating func add(_ others: Losses) {
            count += others.count
            sum += others.sum
            squares += others.squares
        }

        var mean: Double { sum / Double(max(1, count)) }
        /// Of their mean.
        var varianceOfMean: Double {
            guard count > 1 else { return 0 }
            let spread = max(0, squares - sum * mean)
            return spread / Double(count - 1) / Double(count)
        }
    }

    /// Labels of both arms that make a block.
    static let blockLabels = 30
    /// Blocks, or panes with pairs, before there is an interval.
    static let leastBatches = 10
    /// Pairs before there is an interval; ten blocks have as many values in both arms together.
    static let leastPairs = 500
    /// Pairs that tell the scale.
    static let pilotPairs = 50

    private let alpha: Double
    private let expected: Double
    private let leastValues: Int
    /// The least standard deviation that is believed, as a scale.
    private let leastDeviation: Double
    /// Values of the challenger, those that told the scale among them.
    private(set) var count = 0
    /// Nil until the scale is known.
    private(set) var sequence: ConfidenceSequence?
    private var challenger = Losses()
    private var control = Losses()

    /// A comparison by pairs.
    ///
    /// - Parameters:
    ///   - alpha: of the interval that proves harm; in 0…1, ends excluded.
    ///   - expected: the values at which the interval is to be tightest.
    ///   - margin: by which the mean may differ; of what has no spread at all it is the scale.
    /// - Returns: one without values.
    static func pairs(alpha: Double, expected: Int, margin: Double) -> LossComparison {
        LossComparison(alpha, expected, margin, leastPairs)
    }

    /// A comparison by arms; see `pairs`.
    static func arms(alpha: Double, expected: Int, margin: Double) -> LossComparison {
        LossComparison(alpha, expected, margin, leastBatches * blockLabels)
    }

    private init(_ alpha: Double, _ expected: Int, _ margin: Double, _ leastValues: Int) {
        self.alpha = alpha
        self.expected = Double(expected)
        self.leastValues = leastValues
        leastDeviation = max(1e-9, margin / 10)
    }

    /// Adds the pairs of a pane: differences of their losses.
    mutating func add(pairs differences: Losses) {
        guard differences.count > 0 else { return }
        count += differences.count
        guard sequence == nil else {
            sequence?.add(
                count: differences.count,
                sum: differences.sum,
                sumOfSquares: differences.squares
            )
            return
        }
        challenger.add(differences)
        guard challenger.count >= Self.pilotPairs else { return }
        begin(variance: challenger.varianceOfMean * Double(challenger.count))
        challenger = Losses()
    }

    /// Adds the labelled predictions of a pane of both arms.
    mutating func add(challenger: Losses, control: Losses) {
        count += challenger.count
        self.challenger.add(challenger)
        self.control.add(control)
        guard self.challenger.count >= Self.blockLabels, self.control.count >= Self.blockLabels
        else { return }
        let (one, other) = (self.challenger, self.control)
        (self.challenger, self.control) = (Losses(), Losses())
        let (n, m) = (Double(one.count), Double(other.count))
        let weight = n * m / (n + m)
        let variance = one.varianceOfMean + other.varianceOfMean
        guard sequence != nil else { return begin(variance: weight * variance) }
        sequence?.add(
            difference: one.mean - other.mean,
            variance: variance,
            weight: weight,
            count: min(one.count, other.count)
        )
    }

    private mutating func begin(variance: Double) {
        let usual = max(variance, leastDeviation * leastDeviation)
        sequence = ConfidenceSequence(
            alpha: alpha,
            optimalAt: expected * (usual.isFinite ? usual : 1),
            leastValues: leastValues
        )
    }

    /// The interval of the mean difference, above 0 where the challenger is worse; nil while there are
    /// too few values or batches.
    func interval(alpha: Double? = nil) -> ConfidenceSequence.Interval? {
        guard let sequence, sequence.batches >= Self.leastBatches else { return nil }
        return sequence.interval(alpha: alpha ?? self.alpha)
    }
}
