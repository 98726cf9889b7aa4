/// A node of the walking kernel.
///
/// Children are neighbours: the right one is the left one's next. A leaf is its own left child, and
/// no value is greater than its bound, so that a walk may go on past it.
protocol WalkNode: BitwiseCopyable, Sendable {
    /// Lanes and ways to a left child are below this.
    static var limit: Int { get }
    init(bound: Float, lane: Int, toLeft: Int)
    /// A number lane's bound; for a word lane the bit's number as a bit pattern.
    var bound: Float { get }
    var lane: Int { get }
    /// From the node to its left child, in nodes; 0 for a leaf.
    var toLeft: Int { get }
}

/// 8 bytes: for trees of up to 65,535 nodes.
struct CompactNode: WalkNode {
    static var limit: Int { 1 << 16 }
    let bound: Float
    private let lane16: UInt16
    private let toLeft16: UInt16

    init(bound: Float, lane: Int, toLeft: Int) {
        self.bound = bound
        lane16 = UInt16(lane)
        toLeft16 = UInt16(toLeft)
    }

    @inline(__always) var lane: Int { Int(lane16) }
    @inline(__always) var toLeft: Int { Int(toLeft16) }
}

/// 12 bytes: for any tree within the limits.
struct WideNode: WalkNode {
    static var limit: Int { 1 << 31 }
    let bound: Float
    private let lane32: UInt32
    private let toLeft32: UInt32

    init(bound: Float, lane: Int, toLeft: Int) {
        self.bound = bound
        lane32 = UInt32(lane)
        toLeft32 = UInt32(toLeft)
    }

    @inline(__always) var lane: Int { Int(lane32) }
    @inline(__always) var toLeft: Int { Int(toLeft32) }
}

/// The forest as the walking kernel reads it.
///
/// - Thread safety: read-only after its initialisation.
struct WalkPlan<Node: WalkNode, Sum: MarginSum>:
    BitwiseCopyable, Sendable
{
    /// A tree's place, as the kernel needs it.
    struct Tree: BitwiseCopyable {
        /// First of its nodes.
        var firstNode: Int
        var depth: Int32
        /// Position among the forest's trees, which is the order of the sum.
        var index: Int32
    }

    let nodes: FlatTable<Node>
    /// One for each node; those of splits mean nothing.
    let values: FlatTable<Sum>
    /// By depth, so that neighbours walk equally far.
    let trees: FlatTable<Tree>
    /// The output of each tree, in the forest's order.
    let groups: FlatTable<Int32>
    let base: FlatTable<Sum>
    /// Lanes from here on hold words.
    let firstWordLane: Int

    /// Nil when a tree or a lane does not fit the nodes.
    init?(_ forest: Forest, _ plan: LanePlan, in storage: FlatStorage) {
        let largest = forest.trees.lazy.map { $0.splits.count + $0.leaves.count }.max() ?? 0
        guard largest < Node.limit, plan.laneCount < Node.limit else { return nil }
        var nodes: [Node] = []
        var values: [Sum] = []
        var trees: [Tree] = []
        for (index, tree) in forest.trees.enumerated() {
            trees.append(
                Tree(firstNode: nodes.count, depth: Int32(tree.depth), index: Int32(index))
            )
            Self.append(tree, of: forest, plan, &nodes, &values)
        }
        self.nodes = storage.table(nodes)
        self.values = storage.table(values)
        self.trees = storage.table(
            trees.sorted { ($0.depth, $0.index) < ($1.depth, $1.index) }
        )
        groups = storage.table(forest.trees.map { Int32($0.group) })
        base = storage.table(forest.base.map { Sum($0) })
        firstWordLane = plan.numberLanes.count
    }

    /// Appends a tree's nodes level by level, children side by side.
    private static func append(
        _ tree: Forest.Tree,
        of forest: Forest,
        _ plan: LanePlan,
        _ nodes: inout [Node],
        _ values: inout [Sum]
    ) {
        var level: [Int32] = [tree.root]
        var position = 0
        while position < level.count {
            let node = level[position]
            if node >= 0 {
                let split = forest.splits[Int(node)]
                let comparison = plan.comparisons[Int(node)]
                let isWord = comparison.lane >= plan.numberLanes.count
                nodes.append(
                    Node(
                        bound: isWord ? Float(bitPattern: comparison.bit) : comparison.bound,
                        lane: comparison.lane,
                        toLeft: level.count - position
                    )
                )
                values.append(0)
                level.append(split.left)
                level.append(split.right)
            } else {
                // Lane 0 is a number lane (`LanePlan`), and no number is greater than +∞.
                nodes.append(Node(bound: .infinity, lane: 0, toLeft: 0))
                values.append(Sum(forest.leaves[Int(~node)]))
            }
            position += 1
        }
    }
}
