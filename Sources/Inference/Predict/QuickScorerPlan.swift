import CForestKernels

/// The forest as the kernel for large batches reads it.
///
/// A tree's leaves are numbered from left to right. For every split, the leaves below its left
/// child cannot be reached by a row that goes right there; clearing those bits for every split at
/// which the row goes right leaves, as the lowest bit set, the leaf that the row reaches
/// (Lucchese et al., QuickScorer, SIGIR 2015). Leaves are taken 32 at a time: a *segment*.
///
/// - Thread safety: read-only after its initialisation.
struct QuickScorerPlan<Sum: MarginSum>: BitwiseCopyable, Sendable {
    let steps: FlatTable<forest_step>
    /// One more than there are, to end the last.
    let segments: FlatTable<forest_segment>
    /// One more than there are, to end the last.
    let trees: FlatTable<forest_tree>
    let leaves: FlatTable<Sum>
    let base: FlatTable<Sum>

    init(_ forest: Forest, _ plan: LanePlan, in storage: FlatStorage) {
        var steps: [forest_step] = []
        var segments: [forest_segment] = []
        var trees: [forest_tree] = []
        var leaves: [Sum] = []
        for tree in forest.trees {
            trees.append(
                forest_tree(
                    first_segment: Int32(segments.count),
                    first_leaf: Int32(leaves.count),
                    group: Int32(tree.group)
                )
            )
            let order = LeafOrder(tree, of: forest)
            leaves.append(contentsOf: order.leaves.map { Sum(forest.leaves[$0]) })
            Self.append(tree, order, plan, &steps, &segments)
        }
        segments.append(forest_segment(first: Int32(steps.count), first_word: Int32(steps.count)))
        trees.append(
            forest_tree(
                first_segment: Int32(segments.count - 1),
                first_leaf: Int32(leaves.count),
                group: 0
            )
        )
        self.steps = storage.table(steps)
        self.segments = storage.table(segments)
        self.trees = storage.table(trees)
        self.leaves = storage.table(leaves)
        base = storage.table(forest.base.map { Sum($0) })
    }

    private static func append(
        _ tree: Forest.Tree,
        _ order: LeafOrder,
        _ plan: LanePlan,
        _ steps: inout [forest_step],
        _ segments: inout [forest_segment]
    ) {
        let segmentCount = (tree.leaves.count + 31) / 32
        var numbers = [[forest_step]](repeating: [], count: segmentCount)
        var words = [[forest_step]](repeating: [], count: segmentCount)
        for split in tree.splits {
            let comparison = plan.comparisons[split]
            let cleared = order.leavesBelowLeft[split - tree.splits.lowerBound]
            let isWord = comparison.lane >= plan.numberLanes.count
            for segment in (cleared.lowerBound / 32)...((cleared.upperBound - 1) / 32) {
                let low = max(cleared.lowerBound - segment * 32, 0)
                let high = min(cleared.upperBound - segment * 32, 32)
                let step = forest_step(
                    lane_offset: UInt32(comparison.lane * 32 * 4),
                    cleared: UInt32(truncatingIfNeeded: (1 << high) - (1 << low)),
                    bound: isWord
                        ? Float(bitPattern: 1 << comparison.bit) : comparison.bound
                )
                if isWord { words[segment].append(step) } else { numbers[segment].append(step) }
            }
        }
        for segment in 0..<segmentCount {
            let first = steps.count
            steps.append(contentsOf: numbers[segment])
            segments.append(forest_segment(first: Int32(first), first_word: Int32(steps.count)))
            steps.append(contentsOf: words[segment])
        }
    }

    /// How many steps a forest needs for a block of rows.
    static func stepCount(_ forest: Forest) -> Int {
        forest.trees.reduce(0) { total, tree in
            total
                + LeafOrder(tree, of: forest).leavesBelowLeft.reduce(0) {
                    $0 + ($1.upperBound - 1) / 32 - $1.lowerBound / 32 + 1
                }
        }
    }
}

/// A tree's leaves from left to right.
struct LeafOrder {
    /// Indices among the forest's leaves.
    private(set) var leaves: [Int] = []
    /// For each split of the tree, the positions of the leaves below its left child.
    private(set) var leavesBelowLeft: [Range<Int>]

    init(_ tree: Forest.Tree, of forest: Forest) {
        leaves.reserveCapacity(tree.leaves.count)
        leavesBelowLeft = [Range<Int>](repeating: 0..<0, count: tree.splits.count)
        var firstBelow = [Int](repeating: 0, count: tree.splits.count)
        var waiting: [(node: Int32, leftIsDone: Bool)] = [(tree.root, false)]
        while let (node, leftIsDone) = waiting.popLast() {
            guard node >= 0 else {
                leaves.append(Int(~node))
                continue
            }
            let split = forest.splits[Int(node)]
            let local = Int(node) - tree.splits.lowerBound
            if leftIsDone {
                leavesBelowLeft[local] = firstBelow[local]..<leaves.count
                waiting.append((split.right, false))
            } else {
                firstBelow[local] = leaves.count
                waiting.append((node, true))
                waiting.append((split.left, false))
            }
        }
    }
}
