/// What labelled predictions of one arm add up to: exact, in any order; every figure of quality comes
/// from it.
public struct QualitySums: Sendable, Hashable, Codable {
    /// What the predictions are.
    public let kind: QualityKind
    /// Predictions with a label.
    public private(set) var count = 0
    /// Their losses: log loss of probabilities, squared error of values, 0 or 1 of classes.
    public private(set) var losses = ExactSum()
    /// The squares of their losses.
    public private(set) var squaredLosses = ExactSum()
    /// Decisions and labels of 0 and 1, at a threshold of a half.
    public private(set) var confusion = Confusion()
    /// Classes above 1, predicted or true: with them there is no confusion of 0 and 1 to speak of.
    public private(set) var otherClasses = 0
    /// The squared distances of probabilities from their labels.
    public private(set) var brier = ExactSum()
    /// Probabilities by bin and label.
    public private(set) var histogram = ScoreHistogram()
    /// Probabilities beside the rate of label 1.
    public private(set) var calibration = CalibrationBins()
    /// Distances of values from their labels.
    public private(set) var absoluteErrors = ExactSum()
    /// The same as shares of the label, where that is not 0.
    public private(set) var relativeErrors = ExactSum()
    /// Labels that are not 0.
    public private(set) var nonZeroLabels = 0
    /// What the events were worth, where labels say so.
    public private(set) var values = ExactSum()
    /// Labels that say so.
    public private(set) var valued = 0
    /// How long after their events the labels came.
    public private(set) var delays = DelayHistogram()

    /// Decisions beside labels.
    public struct Confusion: Sendable, Hashable, Codable {
        /// Decided 1, label 1.
        public internal(set) var truePositives = 0
        /// Decided 1, label 0.
        public internal(set) var falsePositives = 0
        /// Decided 0, label 1.
        public internal(set) var falseNegatives = 0
        /// Decided 0, label 0.
        public internal(set) var trueNegatives = 0

        mutating func add(decided: Bool, isPositive: Bool) {
            switch (decided, isPositive) {
            case (true, true): truePositives += 1
            case (true, false): falsePositives += 1
            case (false, true): falseNegatives += 1
            case (false, false): trueNegatives += 1
            }
        }

        mutating func add(_ others: Confusion) {
            truePositives += others.truePositives
            falsePositives += others.falsePositives
            falseNegatives += others.falseNegatives
            trueNegatives += others.trueNegatives
        }
    }

    /// No predictions.
    public init(_ kind: QualityKind) { self.kind = kind }

    /// Adds a prediction and its label.
    ///
    /// - Parameters:
    ///   - score: the prediction.
    ///   - label: what turned out to be true.
    ///   - value: what the event was worth, where the label says so.
    ///   - delayMs: how long after the event the label came, in milliseconds.
    /// - Precondition: the label is one that the kind takes, the score is no NaN.
    /// - Complexity: O(1).
    public mutating func add(
        score: Double,
        label: Double,
        value: Double? = nil,
        delayMs: Int64? = nil
    ) {
        precondition(kind.takes(label: label), "labels are checked before they are added")
        let loss = kind.loss(score: score, label: label)
        count += 1
        losses.add(loss)
        squaredLosses.add(loss * loss)
        switch kind {
        case .probability: addProbability(score, isPositive: label == 1)
        case .class: addClass(score, label)
        case .value: addError(score - label, of: label)
        }
        if let value {
            values.add(value)
            valued += 1
        }
        if let delayMs { delays.add(delayMs) }
    }

    /// Adds other predictions.
    ///
    /// - Precondition: of the same kind.
    public mutating func add(_ others: QualitySums) {
        precondition(kind == others.kind, "predictions of one kind")
        count += others.count
        losses += others.losses
        squaredLosses += others.squaredLosses
        confusion.add(others.confusion)
        otherClasses += others.otherClasses
        brier += others.brier
        histogram.add(others.histogram)
        calibration.add(others.calibration)
        absoluteErrors += others.absoluteErrors
        relativeErrors += others.relativeErrors
        nonZeroLabels += others.nonZeroLabels
        values += others.values
        valued += others.valued
        delays.add(others.delays)
    }

    /// The figures that these sums give.
    public var figures: QualityFigures { QualityFigures(self) }

    private mutating func addProbability(_ score: Double, isPositive: Bool) {
        let clipped = min(max(score, 0), 1)
        confusion.add(decided: clipped >= QualityKind.threshold, isPositive: isPositive)
        let distance = clipped - (isPositive ? 1 : 0)
        brier.add(distance * distance)
        histogram.add(score: clipped, isPositive: isPositive)
        calibration.add(score: clipped, isPositive: isPositive)
    }

    private mutating func addClass(_ score: Double, _ label: Double) {
        guard label <= 1, score == 0 || score == 1 else {
            otherClasses += 1
            return
        }
        confusion.add(decided: score == 1, isPositive: label == 1)
    }

    private mutating func addError(_ error: Double, of label: Double) {
        absoluteErrors.add(error.magnitude)
        guard label != 0 else { return }
        relativeErrors.add((error / label).magnitude)
        nonZeroLabels += 1
    }
}
