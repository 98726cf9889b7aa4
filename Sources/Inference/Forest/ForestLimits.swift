/// The largest model that is read.
///
/// Anything beyond is refused with a named error, so that a broken or hostile file costs a bounded
/// amount of time and memory.
enum ForestLimits {
    /// Bytes of a model file.
    static let fileBytes = 1 << 30
    /// Trees of a forest.
    static let trees = 1_000_000
    /// Leaves of one tree.
    static let leavesPerTree = 1 << 22
    /// Splits of a whole forest.
    static let splits = 1 << 26
    /// Splits between a root and its furthest leaf.
    static let depth = 4096
    /// Features of a row.
    static let features = 65_535
    /// Classes of a multiclass model.
    static let classes = 4096
    /// Largest code that a categorical split may name.
    static let categoryCode = 1 << 24
    /// Nesting of JSON and UBJSON.
    static let documentDepth = 64
}
