public import Observation
public import Records

/// How a version reads an event, and by which bins what it read is counted: what a scorer of it goes
/// by.
///
/// Thread safety: immutable; may be shared.
public final class VersionContract: Sendable {
    /// The version's features in its order; its pointers are not looked at.
    public let layout: EventLayout
    /// The digest of its baseline; nil where it has none.
    public let digest: String?
    /// Counts rows of its features and scores; nil where it has no baseline.
    public let counter: ColumnCounter?

    /// A version without a baseline.
    public init(layout: EventLayout) {
        self.layout = layout
        digest = nil
        counter = nil
    }

    /// A version with a baseline.
    ///
    /// - Parameters:
    ///   - layout: its features.
    ///   - digest: the baseline's.
    ///   - counter: by the baseline, and by the codes of the layout's categories.
    /// - Precondition: the counter has as many features as the layout.
    public init(layout: EventLayout, digest: String, counter: ColumnCounter) {
        precondition(counter.featureCount == layout.columns.count, "of one version")
        self.layout = layout
        self.digest = digest
        self.counter = counter
    }
}
