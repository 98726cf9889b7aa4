/// The kernel for small batches: one row at a time, eight trees in flight.
///
/// Eight walks overlap their loads. The leaf values are kept by tree and added in the library's
/// order. `lanes` are the row's, one after the other; `values` has room for a number for each tree;
/// `sums` is overwritten with the row's `groupCount` margins.
///
/// - Complexity: O(trees × depth). Allocates nothing.
@unsafe
@inline(__always)
func walk<Node: WalkNode, Sum: BitwiseCopyable & BinaryFloatingPoint & Sendable>(
    _ plan: borrowing WalkPlan<Node, Sum>,
    hasWords: Bool,
    lanes: UnsafePointer<Float>,
    values: UnsafeMutablePointer<Sum>,
    sums: UnsafeMutablePointer<Sum>,
    groupCount: Int
) {
    // SAFETY: `WalkPlan` numbers children within their tree and lanes within the row; a leaf is
    // its own child; `values` and `sums` are as large as the parameters say.
    let trees = unsafe plan.trees.base
    let treeCount = plan.trees.count
    let nodes = unsafe plan.nodes.base
    let leafValues = unsafe plan.values.base
    let firstWordLane = plan.firstWordLane
    var k = 0
    while k &+ 8 <= treeCount {
        let t = unsafe trees + k
        let n0 = unsafe nodes + t[0].firstNode
        let n1 = unsafe nodes + t[1].firstNode
        let n2 = unsafe nodes + t[2].firstNode
        let n3 = unsafe nodes + t[3].firstNode
        let n4 = unsafe nodes + t[4].firstNode
        let n5 = unsafe nodes + t[5].firstNode
        let n6 = unsafe nodes + t[6].firstNode
        let n7 = unsafe nodes + t[7].firstNode
        var i0 = 0
        var i1 = 0
        var i2 = 0
        var i3 = 0
        var i4 = 0
        var i5 = 0
        var i6 = 0
        var i7 = 0
        var level = unsafe t[7].depth
        while level > 0 {
            unsafe i0 = step(n0, i0, lanes, firstWordLane, hasWords)
            unsafe i1 = step(n1, i1, lanes, firstWordLane, hasWords)
            unsafe i2 = step(n2, i2, lanes, firstWordLane, hasWords)
            unsafe i3 = step(n3, i3, lanes, firstWordLane, hasWords)
            unsafe i4 = step(n4, i4, lanes, firstWordLane, hasWords)
            unsafe i5 = step(n5, i5, lanes, firstWordLane, hasWords)
            unsafe i6 = step(n6, i6, lanes, firstWordLane, hasWords)
            unsafe i7 = step(n7, i7, lanes, firstWordLane, hasWords)
            level &-= 1
        }
        unsafe values[Int(t[0].index)] = unsafe leafValues[t[0].firstNode &+ i0]
        unsafe values[Int(t[1].index)] = unsafe leafValues[t[1].firstNode &+ i1]
        unsafe values[Int(t[2].index)] = unsafe leafValues[t[2].firstNode &+ i2]
        unsafe values[Int(t[3].index)] = unsafe leafValues[t[3].firstNode &+ i3]
        unsafe values[Int(t[4].index)] = unsafe leafValues[t[4].firstNode &+ i4]
        unsafe values[Int(t[5].index)] = unsafe leafValues[t[5].firstNode &+ i5]
        unsafe values[Int(t[6].index)] = unsafe leafValues[t[6].firstNode &+ i6]
        unsafe values[Int(t[7].index)] = unsafe leafValues[t[7].firstNode &+ i7]
        k &+= 8
    }
    while k < treeCount {
        let tree = unsafe trees[k]
        let first = unsafe nodes + tree.firstNode
        var node = 0
        var level = tree.depth
        while level > 0 {
            unsafe node = step(first, node, lanes, firstWordLane, hasWords)
            level &-= 1
        }
        unsafe values[Int(tree.index)] = unsafe leafValues[tree.firstNode &+ node]
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

/// The child that a row goes to.
@unsafe
@inline(__always)
private func step<Node: WalkNode>(
    _ nodes: UnsafePointer<Node>,
    _ index: Int,
    _ lanes: UnsafePointer<Float>,
    _ firstWordLane: Int,
    _ hasWords: Bool
) -> Int {
    let node = unsafe nodes[index]
    let lane = node.lane
    let value = unsafe lanes[lane]
    let isGreater = value > node.bound ? 1 : 0
    guard hasWords else { return node.left &+ isGreater }
    let bit = Int(value.bitPattern &>> node.bound.bitPattern & 1)
    return node.left &+ (lane >= firstWordLane ? bit : isGreater)
}
