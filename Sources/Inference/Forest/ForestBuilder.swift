/// Gathers trees into a forest and refuses any that is not a tree.
struct ForestBuilder {
    private(set) var forest: Forest

    init(arithmetic: Forest.Arithmetic, featureCount: Int, groupCount: Int, base: [Double]) {
        forest = Forest(
            arithmetic: arithmetic,
            featureCount: featureCount,
            groupCount: groupCount,
            base: base
        )
    }

    /// Adds a categorical split's set and returns where it lies.
    mutating func appendSet(_ words: some Sequence<UInt32>) -> (start: Int32, words: Int32) {
        let start = forest.categoryBits.count
        forest.categoryBits.append(contentsOf: words)
        return (Int32(start), Int32(forest.categoryBits.count - start))
    }

    /// Adds a tree whose children are numbered within the tree.
    ///
    /// - Parameters:
    ///   - splits: children are indices into `splits` or complements of indices into `leaves`;
    ///     sets are already absolute. The root is the first split, or the only leaf.
    ///   - leaves: leaf values, finite.
    ///   - group: the output that the tree adds to, below `groupCount`.
    /// - Throws: `TreeFault` when an index is out of range, a node has two parents, nodes are
    ///   unreachable, or the tree is deeper than the limit.
    mutating func append(
        splits: [Forest.Split],
        leaves: [Double],
        group: Int
    ) throws(TreeFault) {
        let depth = try Self.depth(splits: splits, leafCount: leaves.count)
        let firstSplit = forest.splits.count
        let firstLeaf = forest.leaves.count
        guard firstSplit + splits.count <= ForestLimits.splits else {
            throw TreeFault(
                node: nil,
                problem: "the forest has more than \(ForestLimits.splits) splits"
            )
        }
        for split in splits {
            var moved = split
            moved.left = Self.moved(split.left, firstSplit: firstSplit, firstLeaf: firstLeaf)
            moved.right = Self.moved(split.right, firstSplit: firstSplit, firstLeaf: firstLeaf)
            forest.splits.append(moved)
        }
        forest.leaves.append(contentsOf: leaves)
        forest.trees.append(
            Forest.Tree(
                root: splits.isEmpty ? ~Int32(firstLeaf) : Int32(firstSplit),
                splits: firstSplit..<forest.splits.count,
                leaves: firstLeaf..<forest.leaves.count,
                depth: depth,
                group: group
            )
        )
    }

    private static func moved(_ child: Int32, firstSplit: Int, firstLeaf: Int) -> Int32 {
        child >= 0 ? child + Int32(firstSplit) : ~(~child + Int32(firstLeaf))
    }

    /// Walks the tree once from the root, without recursion.
    private static func depth(
        splits: [Forest.Split],
        leafCount: Int
    ) throws(TreeFault) -> Int {
        if splits.isEmpty {
            guard leafCount == 1 else {
                throw TreeFault(node: nil, problem: "a tree without splits must have one leaf")
            }
            return 0
        }
        var splitSeen = [Bool](repeating: false, count: splits.count)
        var leafSeen = [Bool](repeating: false, count: leafCount)
        var reached = 0
        var deepest = 0
        var waiting: [(node: Int, depth: Int)] = [(0, 1)]
        splitSeen[0] = true
        while let (node, depth) = waiting.popLast() {
            reached += 1
            deepest = max(deepest, depth)
            guard depth <= ForestLimits.depth else {
                throw TreeFault(
                    node: node,
                    problem: "deeper than the limit of \(ForestLimits.depth) splits"
                )
            }
            for child in [splits[node].left, splits[node].right] {
                if child >= 0 {
                    guard child < splits.count, !splitSeen[Int(child)] else {
                        throw TreeFault(
                            node: node,
                            problem: child < splits.count
                                ? "child \(child) has two parents, so this is not a tree"
                                : "child \(child) does not exist"
                        )
                    }
                    splitSeen[Int(child)] = true
                    waiting.append((Int(child), depth + 1))
                } else {
                    let leaf = Int(~child)
                    guard leaf < leafCount, !leafSeen[leaf] else {
                        throw TreeFault(
                            node: node,
                            problem: leaf < leafCount
                                ? "leaf \(leaf) has two parents, so this is not a tree"
                                : "leaf \(leaf) does not exist"
                        )
                    }
                    leafSeen[leaf] = true
                    reached += 1
                }
            }
        }
        guard reached == splits.count + leafCount else {
            throw TreeFault(
                node: nil,
                problem:
                    "\(splits.count + leafCount - reached) nodes cannot be reached from the root"
            )
        }
        return deepest
    }
}

/// Why a tree was refused; the reader adds the file and the tree.
struct TreeFault: Error {
    /// The split at fault, numbered as in `append`, where there is one.
    var node: Int?
    var problem: String
}
