import Glibc

/// An interval for the mean of differences that holds at every look at once.
///
/// A confidence interval holds at one look that was fixed beforehand; looked at again and again until
/// it excludes 0, it excludes 0 by chance sooner or later. This one may be looked at after every
/// value: the probability that it ever misses the true mean is at most `alpha`, for means of values
/// that are not too few or too skewed (the variance is estimated).
///
///     var loss = ConfidenceSequence(alpha: 0.01, optimalAt: 10_000)
///     loss.add(challengerLoss - championLoss)
///     if let interval = loss.interval, interval.lower > 0 { /* the challenger is worse */ }
///
/// Values are differences of pairs (challenger and champion on one event) or of the means of two arms,
/// and may be added one by one or a batch at once; inside a batch their order does not matter. Values
/// of one batch may depend on each other (a bad hour is bad for all its events): the variance is the
/// larger of what the values and what the batches say. Batches must not depend on each other.
///
/// - Source: S. Howard, A. Ramdas, J. McAuliffe, J. Sekhon, "Time-uniform, nonparametric,
///   nonasymptotic confidence sequences", Ann. Statist. 49 (2021): the two-sided normal mixture, with
///   the squared distances from the mean of the values before as the variance process.
public struct ConfidenceSequence: Sendable, Hashable, Codable {
    /// The interval's ends.
    public struct Interval: Sendable, Hashable {
        /// The lower end.
        public let lower: Double
        /// The upper end.
        public let upper: Double
    }

    /// The probability of ever missing the mean; in 0…1, ends excluded.
    public let alpha: Double
    /// Values before the first interval: the variance is estimated from them.
    public let leastValues: Int
    /// Values that were added.
    public private(set) var count = 0
    /// Batches that were added; a value added alone is one.
    public private(set) var batches = 0
    /// What the values weigh together: their number, unless differences of means were added.
    public private(set) var weight = 0.0
    /// Their sum, each times its weight.
    public private(set) var sum = 0.0

    /// The squared distances of the values from the mean of the batches before.
    private var spreadOfValues = 0.0
    /// The squared distances of the batches' sums from what that mean lets expect.
    private var spreadOfBatches = 0.0
    private let mixture: Double

    /// A sequence without values.
    ///
    /// - Parameters:
    ///   - alpha: in 0…1, ends excluded.
    ///   - optimalAt: the summed variance at which the interval is tightest: expected values times
    ///     their variance; above 0.
    ///   - leastValues: 2 or more; 500 for events, 100 for means of panes.
    public init(alpha: Double, optimalAt: Double, leastValues: Int = 500) {
        precondition(alpha > 0 && alpha < 1, "alpha is between 0 and 1")
        precondition(optimalAt > 0 && optimalAt.isFinite, "above 0")
        precondition(leastValues >= 2, "2 or more")
        self.alpha = alpha
        self.leastValues = leastValues
        let logarithm = 2 * log(1 / alpha)
        mixture = optimalAt / (logarithm + log1p(logarithm))
    }

    /// Adds a difference; one that is not finite is passed over.
    public mutating func add(_ value: Double) {
        guard value.isFinite else { return }
        let gap = value - mean
        take(count: 1, weight: 1, sum: value, spread: gap * gap, gap: gap)
    }

    /// Adds a batch of differences by what they add up to; nothing where that is not finite.
    ///
    /// - Parameters:
    ///   - count: of differences; 0 adds nothing.
    ///   - sum: of them.
    ///   - sumOfSquares: of them.
    public mutating func add(count: Int, sum: Double, sumOfSquares: Double) {
        guard count > 0, sum.isFinite, sumOfSquares.isFinite else { return }
        let number = Double(count)
        let spread = sumOfSquares - 2 * mean * sum + number * mean * mean
        take(count: count, weight: number, sum: sum, spread: spread, gap: sum - number * mean)
    }

    /// Adds the difference of the means of two arms; nothing where a number is not finite.
    ///
    /// - Parameters:
    ///   - difference: of the means.
    ///   - variance: of that difference: the sum of the means' own.
    ///   - weight: what it counts for; n m / (n + m) of n and m values makes all alike.
    ///   - count: of values in the smaller arm.
    public mutating func add(difference: Double, variance: Double, weight: Double, count: Int) {
        guard count > 0, weight > 0, difference.isFinite, variance.isFinite, weight.isFinite else {
            return
        }
        take(
            count: count,
            weight: weight,
            sum: weight * difference,
            spread: weight * weight * variance,
            gap: weight * (difference - mean)
        )
    }

    private mutating func take(
        count: Int,
        weight: Double,
        sum: Double,
        spread: Double,
        gap: Double
    ) {
        spreadOfValues += max(0, spread)
        // Before there is a mean, a batch's own distance from 0 says nothing of how batches vary.
        spreadOfBatches += batches == 0 ? max(0, spread) : gap * gap
        self.weight += weight
        self.sum += sum
        self.count += count
        batches += 1
    }

    /// The mean; 0 without values.
    public var mean: Double { weight > 0 ? sum / weight : 0 }

    /// The summed variance.
    public var variance: Double { max(spreadOfValues, spreadOfBatches) }

    /// The interval; nil before `leastValues`.
    public var interval: Interval? { interval(alpha: alpha) }

    /// The interval at another level, of the same width's optimum; nil before `leastValues`.
    ///
    /// - Parameter alpha: in 0…1, ends excluded.
    /// - Returns: an interval that ever misses the mean with probability `alpha` at most.
    public func interval(alpha: Double) -> Interval? {
        precondition(alpha > 0 && alpha < 1, "alpha is between 0 and 1")
        guard count >= leastValues, weight > 0 else { return nil }
        let spread = variance + mixture
        let radius =
            (spread * (log1p(variance / mixture) + 2 * log(1 / alpha))).squareRoot() / weight
        return Interval(lower: mean - radius, upper: mean + radius)
    }

    /// The probability, by chance and at any look until now, of a mean as far from 0; 1 before
    /// `leastValues`.
    public var pValue: Double { pValue(from: 0) }

    /// The probability, by chance and at any look until now, of a mean as far from `center`; 1 before
    /// `leastValues`.
    public func pValue(from center: Double) -> Double {
        guard count >= leastValues else { return 1 }
        let spread = variance + mixture
        let gap = sum - weight * center
        return min(1, (spread / mixture).squareRoot() * exp(-gap * gap / (2 * spread)))
    }
}
