import Glibc

/// Wald's sequential test of a rate against an absolute limit: it decides as soon as the events
/// suffice, in either direction, and may be looked at after each of them.
///
/// - Source: A. Wald, "Sequential tests of statistical hypotheses", Ann. Math. Statist. 16 (1945).
public struct SequentialRatioTest: Sendable, Hashable, Codable {
    /// What the events say.
    public enum Decision: String, Sendable, Hashable, Codable {
        /// Not enough yet.
        case undecided
        /// The rate is the acceptable one.
        case acceptable
        /// The rate is the unacceptable one.
        case unacceptable
    }

    /// The rate that is acceptable.
    public let acceptable: Double
    /// The rate that is not; above `acceptable`.
    public let unacceptable: Double
    /// The logarithm of the events' likelihood ratio, unacceptable over acceptable.
    public private(set) var logRatio = 0.0
    /// What `logRatio` must reach for the rate to be unacceptable.
    public let bound: Double
    /// What the events say; it stays once it is decided.
    public private(set) var decision = Decision.undecided

    private let hit: Double
    private let miss: Double
    private let lower: Double

    /// A test without events.
    ///
    /// - Parameters:
    ///   - acceptable: in 0…1, ends excluded.
    ///   - unacceptable: above `acceptable`, below 1.
    ///   - alpha: the probability of calling an acceptable rate unacceptable.
    ///   - beta: the probability of calling an unacceptable one acceptable; both below ½.
    public init(
        acceptable: Double,
        unacceptable: Double,
        alpha: Double = 0.01,
        beta: Double = 0.05
    ) {
        precondition(acceptable > 0 && acceptable < unacceptable && unacceptable < 1, "rates")
        precondition(alpha > 0 && alpha < 0.5 && beta > 0 && beta < 0.5, "probabilities")
        self.acceptable = acceptable
        self.unacceptable = unacceptable
        hit = log(unacceptable / acceptable)
        miss = log1p(-unacceptable) - log1p(-acceptable)
        // Bounds that keep alpha exactly, whatever the overshoot; Wald's are (1 − β) / α.
        bound = log(1 / alpha)
        lower = log(beta / (1 - alpha))
    }

    /// Adds an event.
    ///
    /// - Parameter isHit: whether it failed.
    public mutating func add(_ isHit: Bool) { add(hits: isHit ? 1 : 0, of: 1, atMost: nil) }

    /// Adds a batch of events, whose order does not matter: it is looked at once, after all of them.
    ///
    /// - Parameters:
    ///   - hits: those that failed.
    ///   - events: all of them.
    ///   - share: how much of the way to `bound` the batch may take at most; below 1, one batch alone
    ///     never decides. It makes false alarms rarer, never more frequent. Nil: any.
    public mutating func add(hits: Int, of events: Int, atMost share: Double? = nil) {
        guard decision == .undecided, events > 0 else { return }
        let step = Double(hits) * hit + Double(events - hits) * miss
        logRatio += share.map { min(step, $0 * bound) } ?? step
        if logRatio >= bound { decision = .unacceptable }
        if logRatio <= lower { decision = .acceptable }
    }
}
