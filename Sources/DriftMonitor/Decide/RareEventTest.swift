import Glibc

/// Whether rare events (errors, time-outs) come from one arm more often than its share of the traffic:
/// at every look, whatever their number, and whatever the share does meanwhile.
///
/// Among the events of both arms each comes from the arm with the probability of its share, if the arm
/// is no worse. `logEvidence` is that of the likelihood of what came under several larger rates, on
/// average, over that under equal ones: an e-value, which by chance ever reaches 1/α with probability
/// α at most. The share is that of the rows of each batch, so it does not matter how traffic is split.
///
/// - Source: mixture of likelihood ratios; Ville's inequality. M. Lindon, A. Malek, "Anytime-valid
///   inference for multinomial count data", NeurIPS 2022.
public struct RareEventTest: Sendable, Hashable, Codable {
    /// The rates that the arm is thought to have, as multiples of the other's odds.
    private static let ratios = [1.2, 1.5, 2, 3, 5, 10, 30]

    /// By how much the arm's rate may exceed the other's, as a factor.
    public let margin: Double
    /// How much one batch may add to `logEvidence` at most; nil: any.
    public let mostOfBatch: Double?
    /// Events of the arm.
    public private(set) var armEvents = 0
    /// Events of both arms.
    public private(set) var events = 0
    /// Events of the arm if it had its share.
    public private(set) var expectedArmEvents = 0.0
    /// The logarithm of the evidence against the arm; 0 without events.
    public private(set) var logEvidence = 0.0

    /// By ratio: the logarithm of the likelihood over that under the margin.
    private var logRatios: [Double]

    /// A test without events.
    ///
    /// - Parameters:
    ///   - margin: 1 or more: equal rates up to this factor are no harm.
    ///   - mostOfBatch: above 0. It makes false alarms rarer, never more frequent.
    public init(margin: Double = 1, mostOfBatch: Double? = nil) {
        precondition(margin >= 1 && margin.isFinite, "1 or more")
        precondition(mostOfBatch.map { $0 > 0 } ?? true, "above 0")
        self.margin = margin
        self.mostOfBatch = mostOfBatch
        logRatios = [Double](repeating: 0, count: Self.ratios.count)
    }

    /// Adds a batch of events, whose order does not matter.
    ///
    /// - Parameters:
    ///   - armEvents: those of the arm.
    ///   - events: those of both arms.
    ///   - share: the arm's share of the rows of both; one of 0 or 1 compares nothing.
    public mutating func add(armEvents: Int, of events: Int, share: Double) {
        guard events > 0, armEvents >= 0, armEvents <= events, share > 0, share < 1 else { return }
        let before = Self.logMean(logRatios)
        let allowed = Self.share(share, times: margin)
        for (place, ratio) in Self.ratios.enumerated() {
            let assumed = Self.share(share, times: margin * ratio)
            logRatios[place] +=
                Double(armEvents) * log(assumed / allowed)
                + Double(events - armEvents) * (log1p(-assumed) - log1p(-allowed))
        }
        let step = Self.logMean(logRatios) - before
        logEvidence += mostOfBatch.map { min($0, step) } ?? step
        self.armEvents += armEvents
        self.events += events
        expectedArmEvents += Double(events) * share
    }

    /// The arm's share of events when its odds are multiplied.
    private static func share(_ share: Double, times ratio: Double) -> Double {
        share * ratio / (1 + share * (ratio - 1))
    }

    /// The logarithm of the mean of exponentials.
    private static func logMean(_ values: [Double]) -> Double {
        let top = values.max() ?? 0
        return top + log(values.reduce(0) { $0 + exp($1 - top) } / Double(values.count))
    }

    /// Whether the arm has more events than its share and the margin allow, proved at this level.
    ///
    /// - Parameter alpha: the probability of ever saying so of an arm that is no worse.
    /// - Returns: true from the batch on that proves it, while it does.
    public func hasTooMany(alpha: Double) -> Bool {
        Double(armEvents) > expectedArmEvents && logEvidence >= log(1 / alpha)
    }
}
