import Glibc

/// Whether traffic is split as the control log says.
///
/// A canary is given keys, not events: its share of the events is off by what its keys happen to
/// weigh, and stays so. A test that takes events for independent would call that a broken router. So
/// the share itself is unknown here: a draw from the beta distribution around the share of keys that so
/// many keys of equal weight would give, made once when the share changes. What speaks against it is
/// the likelihood of the counts under any share at all over that under this distribution: an e-value.
/// With a hundred keys a canary of 10 % may have 2 or 23 % of the events; none, or all, is proof.
///
/// After a change nothing is counted until batches look twenty times more like the new share than like
/// the old one: scorers follow a command at a time of their own. Each change begins a new round at a smaller
/// level: α/2, α/6, α/12, …, which add up to α.
///
/// - Source: beta-binomial likelihoods; Ville's inequality. M. Lindon, A. Malek, as in `RareEventTest`.
public struct SampleRatioTest: Sendable, Hashable, Codable {
    private static let settledRatio = log(20.0)

    /// The probability of ever calling a right split wrong; 0: it never does.
    public let alpha: Double
    /// Keys of equal weight that would make shares vary as much.
    public let keys: Double
    /// The share of keys at present; 0 at first.
    public private(set) var share = 0.0
    /// Whether batches look like that share.
    public private(set) var isSettled = false
    /// Events of the arm at this share.
    public private(set) var armEvents = 0
    /// Events of both arms at this share.
    public private(set) var events = 0
    /// Changes of the share.
    public private(set) var round = 0

    private var formerShare = 0.0
    /// How much more the newest batches look like the new share than like the old: a logarithm.
    private var settling = 0.0

    /// A test without events.
    public init(alpha: Double, keys: Int) {
        self.alpha = alpha
        self.keys = Double(keys)
    }

    /// Says what the share is to be from now on; nothing where it is that already.
    public mutating func expect(share: Double) {
        guard share != self.share else { return }
        formerShare = self.share
        self.share = share
        (armEvents, events) = (0, 0)
        isSettled = false
        settling = 0
        round += 1
    }

    /// Adds a batch of events.
    public mutating func add(armEvents: Int, of events: Int) {
        guard events > 0, armEvents >= 0, armEvents <= events else { return }
        guard isSettled else {
            // The batch that settles it may be one of both shares: it is not counted.
            let step =
                logLikelihood(armEvents, events, share)
                - logLikelihood(armEvents, events, formerShare)
            isSettled = settling + step >= Self.settledRatio
            settling = isSettled || step.isNaN ? 0 : max(0, settling + step)
            return
        }
        self.armEvents += armEvents
        self.events += events
    }

    /// The logarithm of the evidence against the share; 0 without events.
    public var logEvidence: Double {
        guard events > 0, share > 0, share < 1 else { return 0 }
        let (arm, other) = (Double(armEvents), Double(events - armEvents))
        return BetaFunction.logBeta(1 + arm, 1 + other) - logLikelihood(armEvents, events, share)
    }

    /// Whether the split is proved wrong.
    public var isBroken: Bool {
        alpha > 0 && events > 0 && logEvidence >= log(Double(round) * Double(round + 1) / alpha)
    }

    /// Of the events in their order, under a share around this one.
    private func logLikelihood(_ armEvents: Int, _ events: Int, _ share: Double) -> Double {
        let (arm, other) = (Double(armEvents), Double(events - armEvents))
        guard share > 0 else { return armEvents == 0 ? 0 : -.infinity }
        guard share < 1 else { return armEvents == events ? 0 : -.infinity }
        let (a, b) = (keys * share, keys * (1 - share))
        return BetaFunction.logBeta(a + arm, b + other) - BetaFunction.logBeta(a, b)
    }
}
