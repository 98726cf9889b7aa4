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
/// Values are differences of pairs (challenger and champion on one event) or of panes' means; in a
/// unit in which their standard deviation is about 1, or `optimalAt` given as a variance. Values that
/// are not finite are passed over.
///
/// - Source: S. Howard, A. Ramdas, J. McAuliffe, J. Sekhon, "Time-uniform, nonparametric,
///   nonasymptotic confidence sequences", Ann. Statist. 49 (2021): the two-sided normal mixture, with
///   the squared distances from the running mean as the variance process.
public struct ConfidenceSequence: Sendable, Hashable {
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
    /// Their sum.
    public private(set) var sum = 0.0
    /// The sum of their squared distances from the mean of those before.
    public private(set) var variance = 0.0

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

    /// Adds a difference.
    public mutating func add(_ value: Double) {
        guard value.isFinite else { return }
        let gap = value - mean
        variance += gap * gap
        sum += value
        count += 1
    }

    /// The mean; 0 without values.
    public var mean: Double { count > 0 ? sum / Double(count) : 0 }

    /// The interval; nil before `leastValues`.
    public var interval: Interval? {
        guard count >= leastValues else { return nil }
        let spread = variance + mixture
        let radius =
            (spread * (log1p(variance / mixture) + 2 * log(1 / alpha))).squareRoot()
            / Double(count)
        return Interval(lower: mean - radius, upper: mean + radius)
    }

    /// The probability, by chance and at any look until now, of a mean as far from 0; 1 before
    /// `leastValues`.
    public var pValue: Double {
        guard count >= leastValues else { return 1 }
        let spread = variance + mixture
        return min(1, (spread / mixture).squareRoot() * exp(-sum * sum / (2 * spread)))
    }
}
