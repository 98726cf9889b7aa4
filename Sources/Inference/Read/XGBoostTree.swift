/// One tree of `trees`: parallel lists, one entry for each node, the root first.
struct XGBoostTree {
    private let fields: DocumentFields
    private let featureCount: Int

    init(_ fields: DocumentFields, featureCount: Int) {
        self.fields = fields
        self.featureCount = featureCount
    }

    /// The lists of a tree, each as long as the tree has nodes.
    private struct Nodes {
        var left: [Int]
        var right: [Int]
        var feature: [Int]
        var condition: [Double]
        var defaultLeft: [Int]
        var isCategorical: [Bool]
        /// Where each categorical node's set is.
        var sets: [Int: (start: Int32, words: Int32)]
    }

    /// Checks the tree and adds it.
    ///
    /// A tree's weight (DART) is multiplied into its leaves, in floats, as the library does.
    func append(
        to builder: inout ForestBuilder,
        group: Int,
        weight: Float?
    ) throws(InferenceError) {
        let parameters = try fields.object("tree_param")
        let count = try parameters.integer("num_nodes", in: 1...(2 * ForestLimits.leavesPerTree))
        let deleted = try parameters.integer("num_deleted", in: 0...(count - 1))
        if parameters.has("size_leaf_vector"),
            try parameters.integer("size_leaf_vector", in: 0...Int(Int32.max)) > 1
        {
            throw parameters.failure(
                "size_leaf_vector",
                "leaves of several outputs are not supported"
            )
        }
        let nodes = try nodes(count, &builder)
        let order = try numbering(nodes, deleted: deleted)
        var splits: [Forest.Split] = []
        var leaves: [Double] = []
        for node in order.visited {
            if nodes.left[node] < 0 {
                let value = Float(nodes.condition[node])
                let weighted = weight.map { value * $0 } ?? value
                guard weighted.isFinite else {
                    throw fields.failure("split_conditions[\(node)]", "is not a finite leaf value")
                }
                leaves.append(Double(weighted))
            } else {
                splits.append(try split(node, nodes, order.number))
            }
        }
        do throws(TreeFault) {
            try builder.append(splits: splits, leaves: leaves, group: group)
        } catch {
            throw fields.failure("left_children, right_children", error.problem)
        }
    }

    private func split(
        _ node: Int,
        _ nodes: Nodes,
        _ number: [Int32]
    ) throws(InferenceError) -> Forest.Split {
        let condition = Float(nodes.condition[node])
        let set = nodes.sets[node]
        guard nodes.isCategorical[node] == (set != nil) else {
            throw fields.failure("split_type[\(node)]", "does not agree with categories_nodes")
        }
        guard set != nil || !condition.isNaN else {
            throw fields.failure("split_conditions[\(node)]", "is not a number")
        }
        return Forest.Split(
            test: set == nil ? .below : .outsideSet,
            defaultLeft: nodes.defaultLeft[node] == 1,
            feature: Int32(nodes.feature[node]),
            left: number[nodes.left[node]],
            right: number[nodes.right[node]],
            setStart: set?.start ?? 0,
            setWords: set?.words ?? 0,
            threshold: set == nil ? Double(condition) : 0
        )
    }

    private func nodes(
        _ count: Int,
        _ builder: inout ForestBuilder
    ) throws(InferenceError) -> Nodes {
        let left = try fields.integers("left_children", count: count, in: -1...(count - 1))
        let right = try fields.integers("right_children", count: count, in: -1...(count - 1))
        for node in 0..<count where (left[node] < 0) != (right[node] < 0) {
            throw fields.failure("right_children[\(node)]", "a node has two children or none")
        }
        let feature = try fields.integers(
            "split_indices",
            count: count,
            in: 0...Int(UInt32.max)
        )
        for node in 0..<count where left[node] >= 0 && feature[node] >= featureCount {
            throw fields.failure(
                "split_indices[\(node)]",
                "feature \(feature[node]) of \(featureCount)"
            )
        }
        let types =
            try fields.has("split_type")
            ? fields.integers("split_type", count: count, in: 0...1)
            : [Int](repeating: 0, count: count)
        return Nodes(
            left: left,
            right: right,
            feature: feature,
            condition: try fields.numbers("split_conditions", count: count),
            defaultLeft: try fields.integers("default_left", count: count, in: 0...1),
            isCategorical: types.map { $0 == 1 },
            sets: try sets(count, &builder)
        )
    }

    /// The sets of the categorical nodes: `categories[segment..<segment + size]` each.
    private func sets(
        _ nodeCount: Int,
        _ builder: inout ForestBuilder
    ) throws(InferenceError) -> [Int: (start: Int32, words: Int32)] {
        guard fields.has("categories_nodes") else { return [:] }
        let nodes = try fields.integers("categories_nodes", in: 0...(nodeCount - 1))
        let segments = try fields.integers(
            "categories_segments",
            count: nodes.count,
            in: 0...Int(Int32.max)
        )
        let sizes = try fields.integers(
            "categories_sizes",
            count: nodes.count,
            in: 1...ForestLimits.categoryCode
        )
        let codes = try fields.integers("categories", in: 0...(ForestLimits.categoryCode - 1))
        var sets: [Int: (start: Int32, words: Int32)] = [:]
        for (index, node) in nodes.enumerated() {
            guard segments[index] + sizes[index] <= codes.count else {
                throw fields.failure("categories_sizes[\(index)]", "reaches beyond categories")
            }
            guard sets[node] == nil else {
                throw fields.failure("categories_nodes[\(index)]", "node \(node) comes twice")
            }
            let members = codes[segments[index]..<(segments[index] + sizes[index])]
            var words = [UInt32](repeating: 0, count: (members.max() ?? 0) / 32 + 1)
            for code in members { words[code / 32] |= 1 << UInt32(code % 32) }
            guard builder.forest.categoryBits.count + words.count <= ForestLimits.splits else {
                throw fields.failure("categories", "the sets of the forest are too large")
            }
            sets[node] = builder.appendSet(words)
        }
        return sets
    }

    /// Visits the nodes from the root.
    ///
    /// A visited split is numbered among splits, a leaf by the complement of its number among
    /// leaves. Only deleted nodes may stay unvisited.
    private func numbering(
        _ nodes: Nodes,
        deleted: Int
    ) throws(InferenceError) -> (visited: [Int], number: [Int32]) {
        var visited: [Int] = [0]
        var number = [Int32](repeating: 0, count: nodes.left.count)
        var isSeen = [Bool](repeating: false, count: nodes.left.count)
        isSeen[0] = true
        var splits: Int32 = 0
        var leaves: Int32 = 0
        var next = 0
        while next < visited.count {
            let node = visited[next]
            next += 1
            if nodes.left[node] < 0 {
                number[node] = ~leaves
                leaves += 1
                continue
            }
            number[node] = splits
            splits += 1
            for child in [nodes.left[node], nodes.right[node]] {
                guard !isSeen[child] else {
                    throw fields.failure(
                        "left_children, right_children",
                        "node \(child) has two parents, so this is not a tree"
                    )
                }
                isSeen[child] = true
                visited.append(child)
            }
        }
        guard visited.count == nodes.left.count - deleted else {
            throw fields.failure(
                "left_children, right_children",
                "\(visited.count) of \(nodes.left.count) nodes can be reached from the root, "
                    + "\(deleted) are deleted"
            )
        }
        return (visited, number)
    }
}
