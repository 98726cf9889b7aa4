/// What there is to know of a model's forest and of the engine that serves it.
public struct ModelFacts: Sendable, Hashable {
    /// Trees.
    public let trees: Int
    /// Splits of all trees.
    public let splits: Int
    /// Leaves of all trees.
    public let leaves: Int
    /// Leaves of the largest tree.
    public let maxLeavesPerTree: Int
    /// Splits between a root and the furthest leaf.
    public let maxDepth: Int
    /// Splits on categories.
    public let categoricalSplits: Int
    /// Features that some split uses.
    public let usedFeatures: Int
    /// How rows are scored, in words.
    public let engine: String

    init(_ forest: Forest, _ fast: FastEngine?) {
        trees = forest.trees.count
        splits = forest.splits.count
        leaves = forest.leaves.count
        maxLeavesPerTree = forest.trees.map(\.leaves.count).max() ?? 0
        maxDepth = forest.trees.map(\.depth).max() ?? 0
        categoricalSplits = forest.splits.count { $0.test == .inSet || $0.test == .outsideSet }
        usedFeatures = Set(forest.splits.map(\.feature)).count
        engine =
            if let fast {
                fast.vectorFrom <= FastEngine.blockRows
                    ? "vectors of 32 rows from \(fast.vectorFrom) rows on, walks below; "
                        + "\(fast.laneCount) lanes"
                    : "walks; \(fast.laneCount) lanes"
            } else {
                "reference: the category tables would be too large"
            }
    }
}
