/// The forest as the kernel for large batches reads it.
///
/// A tree's leaves are numbered from left to right. For every split, the leaves below its left
/// child cannot be reached by a row that goes right there; clearing those bits for every split at
/// which the row goes right leaves, as the lowest bit set, the leaf that the row reaches
/// (Lucchese et al., QuickScorer, SIGIR 2015). Leaves are taken 32 at a time: a *segment*.
///
/// - Thread safety: read-only after its initialisation.
struct QuickScorerPlan<Sum: BitwiseCopyable & BinaryFloatingPoint & Sendable>:
    BitwiseCopyable, Sendable
{
    /// One split's part in one segment.
    struct Step: BitwiseCopyable {
        /// Byte offset of the split's lane in a block of 32 rows.
        var laneOffset: UInt32
        /// Leaves of the segment that a row going right cannot reach.
        var cleared: UInt32
        /// A number lane's bound; for a word lane the bit itself as a bit pattern.
        var bound: Float
    }

    /// 32 leaves of a tree: `steps[first..<firstWord]` compare numbers, the rest up to the next
    /// segment's first test bits.
    struct Segment: BitwiseCopyable {
        var first: Int32
        var firstWord: Int32
    }

    struct Tree: BitwiseCopyable {
        var firstSegment: Int32
        var firstLeaf: Int32
        var group: Int32
    }

    let steps: FlatTable<Step>
    /// One more than there are, to end the last.
    let segments: FlatTable<Segment>
    /// One more than there are, to end the last.
    let trees: FlatTable<Tree>
    let leaves: FlatTable<Sum>
    let base: FlatTable<Sum>

    init(_ forest: Forest, _ plan: LanePlan, in storage: FlatStorage) {
        var steps: [Step] = []
        var segments: [Segment] = []
        var trees: [Tree] = []
        var leaves: [Sum] = []
        for tree in forest.trees {
            trees.append(
                Tree(
                    firstSegment: Int32(segments.count),
                    firstLeaf: Int32(leaves.count),
                    group: Int32(tree.group)
                )
            )
            let order = LeafOrder(tree, of: forest)
            leaves.append(contentsOf: order.leaves.map { Sum(forest.leaves[$0]) })
            Self.append(tree, order, plan, &steps, &segments)
        }
        segments.append(Segment(first: Int32(steps.count), firstWord: Int32(steps.count)))
        trees.append(
            Tree(firstSegment: Int32(segments.count - 1), firstLeaf: Int32(leaves.count), group: 0)
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
        _ steps: inout [Step],
        _ segments: inout [Segment]
    ) {
        let segmentCount = (tree.leaves.count + 31) / 32
        var numbers = [[Step]](repeating: [], count: segmentCount)
        var words = [[Step]](repeating: [], count: segmentCount)
        for split in tree.splits {
            let comparison = plan.comparisons[split]
            let cleared = order.leavesBelowLeft[split - tree.splits.lowerBound]
            let isWord = comparison.lane >= plan.numberLanes.count
            for segment in (cleared.lowerBound / 32)...((cleared.upperBound - 1) / 32) {
                let low = max(cleared.lowerBound - segment * 32, 0)
                let high = min(cleared.upperBound - segment * 32, 32)
                let step = Step(
                    laneOffset: UInt32(comparison.lane * 32 * 4),
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
            segments.append(Segment(first: Int32(first), firstWord: Int32(steps.count)))
            steps.append(contentsOf: words[segment])
        }
    }

    /// How many steps a forest would need; each costs about as much as two of a walk's steps, but
    /// serves 32 rows.
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
