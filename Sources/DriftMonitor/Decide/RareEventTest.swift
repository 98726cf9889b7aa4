import Glibc

/// Whether rare events (errors, time-outs) come from one arm more often than its share of the traffic:
/// exact for any number, and at every look.
///
/// Among the events of both arms each comes from the arm with the probability of its share, if the arm
/// is no worse. `evidence` is the likelihood of what came under all larger or smaller shares, weighted
/// by a beta distribution around the share, over that under the share itself: an e-value, which by
/// chance ever reaches 1/α with probability α at most. When the share changes, evidence multiplies.
/// On all events instead of the rare ones it says whether traffic is split as it should be.
///
/// - Source: beta-binomial mixture; Ville's inequality. M. Lindon, A. Malek, "Anytime-valid inference
///   for multinomial count data", NeurIPS 2022.
public struct RareEventTest: Sendable, Hashable {
    /// The arm's share of the traffic at present; in 0…1, ends excluded.
    public private(set) var share: Double
    /// How closely the weighting keeps to the share, in events.
    public let concentration: Double
    /// Events of the arm, at this share.
    public private(set) var armEvents = 0
    /// Events of both arms, at this share.
    public private(set) var events = 0

    /// Of the earlier shares: the logarithm of the evidence.
    private var earlier = 0.0
    private var allArmEvents = 0
    private var expectedArmEvents = 0.0

    /// A test without events.
    ///
    /// - Precondition: the share is in 0…1 without the ends, the concentration above 0.
    public init(share: Double, concentration: Double = 20) {
        precondition(share > 0 && share < 1, "a share between 0 and 1")
        precondition(concentration > 0 && concentration.isFinite, "above 0")
        self.share = share
        self.concentration = concentration
    }

    /// Adds an event.
    ///
    /// - Parameter isFromArm: whether the arm brought it.
    public mutating func add(_ isFromArm: Bool) {
        events += 1
        expectedArmEvents += share
        guard isFromArm else { return }
        armEvents += 1
        allArmEvents += 1
    }

    /// Changes the arm's share of the traffic; what was gathered stays.
    ///
    /// - Precondition: the share is in 0…1 without the ends.
    public mutating func changeShare(to share: Double) {
        precondition(share > 0 && share < 1, "a share between 0 and 1")
        earlier = logEvidence
        (armEvents, events) = (0, 0)
        self.share = share
    }

    /// The logarithm of the evidence against the arm's share; 0 without events.
    public var logEvidence: Double {
        let (a, b) = (concentration * share, concentration * (1 - share))
        let (arm, other) = (Double(armEvents), Double(events - armEvents))
        return earlier + BetaFunction.logBeta(a + arm, b + other) - BetaFunction.logBeta(a, b)
            - arm * log(share) - other * log1p(-share)
    }

    /// Whether the arm has more events than its share, proved at this level.
    ///
    /// - Parameter alpha: the probability of ever saying so of an arm that is no worse.
    /// - Returns: true from the event on that proves it, while it does.
    public func hasTooMany(alpha: Double) -> Bool {
        Double(allArmEvents) > expectedArmEvents && logEvidence >= log(1 / alpha)
    }

    /// Whether the arm has more or fewer events than its share, proved at this level.
    ///
    /// - Parameter alpha: the probability of ever saying so when the share is right.
    /// - Returns: true from the event on that proves it, while it does.
    public func isUneven(alpha: Double) -> Bool { logEvidence >= log(1 / alpha) }
}
