/// From which size on a change is worth a warning, and how sure it has to be.
public struct DriftThresholds: Sendable, Hashable {
    /// The debiased population stability index that is a warning.
    public let stability: Double
    /// The change of the rate of nulls that is a warning.
    public let nullRate: Double
    /// The share of values outside the baseline's range that is a warning.
    public let outside: Double
    /// The share of categories in no table, above the baseline's, that is a warning.
    public let unseen: Double
    /// So many times a warning's size is critical.
    public let criticalFactor: Double
    /// The share of warnings that may be false (Benjamini–Hochberg's q).
    public let falseDiscoveries: Double
    /// Rows below which rates are not judged.
    public let leastRows: Int

    /// Checks and keeps thresholds; the defaults are explained in `docs/drift.md`.
    ///
    /// - Precondition: sizes above 0, the factor 1 or more, q in 0…1 without the ends.
    public init(
        stability: Double = 0.1,
        nullRate: Double = 0.02,
        outside: Double = 0.01,
        unseen: Double = 0.01,
        criticalFactor: Double = 2.5,
        falseDiscoveries: Double = 0.05,
        leastRows: Int = 100
    ) {
        precondition(stability > 0 && nullRate > 0 && outside > 0 && unseen > 0, "above 0")
        precondition(criticalFactor >= 1 && leastRows >= 1, "1 or more")
        precondition(falseDiscoveries > 0 && falseDiscoveries < 1, "between 0 and 1")
        self.stability = stability
        self.nullRate = nullRate
        self.outside = outside
        self.unseen = unseen
        self.criticalFactor = criticalFactor
        self.falseDiscoveries = falseDiscoveries
        self.leastRows = leastRows
    }
}
