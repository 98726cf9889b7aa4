/// The kernel for small batches: one row at a time, eight trees in flight.
///
/// Eight walks overlap their loads. The leaf values are kept by tree and added in the library's
/// order. `lanes` are the row's, one after the other; `values` has room for a number for each tree;
/// `sums` is overwritten with the row's `groupCount` margins.
///
/// - Complexity: O(trees × depth). Allocates nothing.
@unsafe
@inline(__always)
func walk<Node: WalkNode, Sum: MarginSum, Lanes: LaneKinds>(
    _ plan: WalkPlan<Node, Sum>,
    _: Lanes.Type,
    lanes: UnsafePointer<Float>,
    values: UnsafeMutablePointer<Sum>,
    sums: UnsafeMutablePointer<Sum>,
    groupCount: Int
) {
    // SAFETY: `WalkPlan` keeps children within their tree and lanes within the row; a leaf is its
    // own child; `values` and `sums` are as large as said above.
    let trees = unsafe plan.trees.base
    let treeCount = plan.trees.count
    let nodes = unsafe plan.nodes.base
    let leafValues = unsafe plan.values.base
    let firstWordLane = plan.firstWordLane
    var k = 0
    while k &+ 8 <= treeCount {
        let t = unsafe trees + k
        var i0 = unsafe t[0].firstNode
        var i1 = unsafe t[1].firstNode
        var i2 = unsafe t[2].firstNode
        var i3 = unsafe t[3].firstNode
        var i4 = unsafe t[4].firstNode
        var i5 = unsafe t[5].firstNode
        var i6 = unsafe t[6].firstNode
        var i7 = unsafe t[7].firstNode
        var level = unsafe t[7].depth
        while level > 0 {
            unsafe i0 = step(Lanes.self, nodes, i0, lanes, firstWordLane)
            unsafe i1 = step(Lanes.self, nodes, i1, lanes, firstWordLane)
            unsafe i2 = step(Lanes.self, nodes, i2, lanes, firstWordLane)
            unsafe i3 = step(Lanes.self, nodes, i3, lanes, firstWordLane)
            unsafe i4 = step(Lanes.self, nodes, i4, lanes, firstWordLane)
            unsafe i5 = step(Lanes.self, nodes, i5, lanes, firstWordLane)
            unsafe i6 = step(Lanes.self, nodes, i6, lanes, firstWordLane)
            unsafe i7 = step(Lanes.self, nodes, i7, lanes, firstWordLane)
            level &-= 1
        }
        unsafe values[Int(t[0].index)] = unsafe leafValues[i0]
        unsafe values[Int(t[1].index)] = unsafe leafValues[i1]
        unsafe values[Int(t[2].index)] = unsafe leafValues[i2]
        unsafe values[Int(t[3].index)] = unsafe leafValues[i3]
        unsafe values[Int(t[4].index)] = unsafe leafValues[i4]
        unsafe values[Int(t[5].index)] = unsafe leafValues[i5]
        unsafe values[Int(t[6].index)] = unsafe leafValues[i6]
        unsafe values[Int(t[7].index)] = unsafe leafValues[i7]
        k &+= 8
    }
    while k < treeCount {
        let tree = unsafe trees[k]
        var node = tree.firstNode
        var level = tree.depth
        while level > 0 {
            unsafe node = step(Lanes.self, nodes, node, lanes, firstWordLane)
            level &-= 1
        }
        unsafe values[Int(tree.index)] = unsafe leafValues[node]
        k &+= 1
    }
    if groupCount == 1 {
        var sum = unsafe plan.base.base[0]
        for tree in 0..<treeCount { unsafe sum += values[tree] }
        unsafe sums[0] = sum
    } else {
        let groups = unsafe plan.groups.base
        for group in 0..<groupCount { unsafe sums[group] = unsafe plan.base.base[group] }
        for tree in 0..<treeCount { unsafe sums[Int(groups[tree])] += values[tree] }
    }
}

/// Which kinds of lanes a forest compares, known to the compiler.
protocol LaneKinds {
    static var hasWords: Bool { get }
}

/// Number lanes only.
enum NumberLanes: LaneKinds {
    @inline(__always) static var hasWords: Bool { false }
}

/// Number lanes and word lanes.
enum NumberAndWordLanes: LaneKinds {
    @inline(__always) static var hasWords: Bool { true }
}

/// The child that a row goes to.
@unsafe
@inline(__always)
private func step<Node: WalkNode, Lanes: LaneKinds>(
    _: Lanes.Type,
    _ nodes: UnsafePointer<Node>,
    _ index: Int,
    _ lanes: UnsafePointer<Float>,
    _ firstWordLane: Int
) -> Int {
    let node = unsafe nodes[index]
    let lane = node.lane
    let value = unsafe lanes[lane]
    let isGreater = value > node.bound ? 1 : 0
    let left = index &+ node.toLeft
    guard Lanes.hasWords else { return left &+ isGreater }
    let bit = Int(value.bitPattern &>> node.bound.bitPattern & 1)
    return left &+ (lane >= firstWordLane ? bit : isGreater)
}
