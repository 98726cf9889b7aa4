import Foundation
import Inference

/// A repeatable generator (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

/// Random models as text, and rows that sit on their edges.
struct RandomForest {
    struct Shape: Sendable {
        var trees: Int
        var leaves: Int
        var features: Int
        /// Chance that a split is categorical.
        var categorical: Double = 0
        var classes: Int = 1
        /// Chains instead of bushes.
        var isDeep = false
    }

    var generator: SeededGenerator
    let shape: Shape
    private(set) var thresholds: [Double] = []

    init(seed: UInt64, shape: Shape) {
        generator = SeededGenerator(seed: seed)
        self.shape = shape
    }

    /// Numbers that are hard to compare.
    static let edges: [Double] = [
        0, -0.0, 1e-35, -1e-35, Double(Float(1e-35)), -Double(Float(1e-35)), 1e-36, -1e-36, 1e-40,
        .leastNonzeroMagnitude, -.leastNonzeroMagnitude, 1e300, -1e300, 3.4028234663852886e38,
        -3.4028234663852886e38,
        3.4028235677973366e38, 1, 1.0000000000000002, 0.9999999999999999, 0.1, 16_777_217,
        Double(Float(0.1)),
    ]

    private mutating func threshold() -> Double {
        let value: Double =
            switch Int.random(in: 0..<10, using: &generator) {
            case 0: Self.edges.randomElement(using: &generator) ?? 0
            case 1: thresholds.randomElement(using: &generator)?.nextUp ?? 0
            case 2: Double(Int.random(in: -3...3, using: &generator)) + 0.5
            default: Double.random(in: -2...2, using: &generator)
            }
        thresholds.append(value)
        return value
    }

    private struct Node {
        var left: Int
        var right: Int
    }

    /// Grows a tree by splitting leaves; children as in LightGBM, complements of leaves.
    private mutating func grow() -> [Node] {
        var nodes = [Node(left: ~0, right: ~1)]
        var leaves: [(node: Int, isLeft: Bool)] = [(0, true), (0, false)]
        for next in 2..<max(shape.leaves, 2) {
            let leaf =
                shape.isDeep
                ? leaves.count - 1 : Int.random(in: 0..<leaves.count, using: &generator)
            let place = leaves[leaf]
            let old = place.isLeft ? nodes[place.node].left : nodes[place.node].right
            if place.isLeft {
                nodes[place.node].left = nodes.count
            } else {
                nodes[place.node].right = nodes.count
            }
            nodes.append(Node(left: old, right: ~next))
            leaves[leaf] = (nodes.count - 1, true)
            leaves.append((nodes.count - 1, false))
        }
        return nodes
    }

    /// A LightGBM text model.
    mutating func lightGBM() -> String {
        let names = (0..<shape.features).map { "x\($0)" }.joined(separator: " ")
        let infos = [String](repeating: "[0:1]", count: shape.features).joined(separator: " ")
        var text = """
            tree
            version=v4
            num_class=\(shape.classes)
            num_tree_per_iteration=\(shape.classes)
            label_index=0
            max_feature_idx=\(shape.features - 1)
            objective=\(shape.classes > 1 ? "multiclass num_class:\(shape.classes)" : "regression")
            feature_names=\(names)
            feature_infos=\(infos)


            """
        for index in 0..<shape.trees * shape.classes {
            text += "Tree=\(index)\n" + lightGBMTree() + "\n\n"
        }
        return text + "end of trees\n"
    }

    private mutating func lightGBMTree() -> String {
        let nodes = grow()
        var sets: [[UInt32]] = []
        var decisions: [Int] = []
        var bounds: [String] = []
        for _ in nodes {
            if Double.random(in: 0..<1, using: &generator) < shape.categorical {
                bounds.append("\(sets.count)")
                let words = Int.random(in: 1...3, using: &generator)
                sets.append(
                    (0..<words).map { _ in UInt32.random(in: 0...UInt32.max, using: &generator) }
                )
                decisions.append(1 + 2 * Int.random(in: 0...1, using: &generator))
            } else {
                bounds.append("\(threshold())")
                decisions.append(2 * Int.random(in: 0...5, using: &generator))
            }
        }
        let features = nodes.map { _ in Int.random(in: 0..<shape.features, using: &generator) }
        let leaves = (0...nodes.count).map { _ in Double.random(in: -1...1, using: &generator) }
        func line(_ key: String, _ values: [some Any]) -> String {
            "\(key)=\(values.map { "\($0)" }.joined(separator: " "))\n"
        }
        var text = "num_leaves=\(leaves.count)\nnum_cat=\(sets.count)\n"
        text += line("split_feature", features)
        text += line("threshold", bounds)
        text += line("decision_type", decisions)
        text += line("left_child", nodes.map(\.left)) + line("right_child", nodes.map(\.right))
        text += line("leaf_value", leaves)
        if !sets.isEmpty {
            var starts = [0]
            for set in sets { starts.append((starts.last ?? 0) + set.count) }
            text += line("cat_boundaries", starts) + line("cat_threshold", sets.flatMap { $0 })
        }
        return text + "is_linear=0\nshrinkage=1\n"
    }

    /// An XGBoost JSON model.
    mutating func xgboost() -> String {
        let trees = (0..<shape.trees * shape.classes).map { _ in xgboostTree() }
        let info = (0..<trees.count).map { "\($0 % shape.classes)" }.joined(separator: ",")
        let objective = shape.classes > 1 ? "multi:softprob" : "reg:squarederror"
        return """
            {"learner":{"feature_names":[],"feature_types":[],"gradient_booster":{"model":{\
            "gbtree_model_param":{"num_trees":"\(trees.count)"},"tree_info":[\(info)],\
            "trees":[\(trees.joined(separator: ","))]},"name":"gbtree"},"learner_model_param":{\
            "base_score":"[2.5E-1]","num_class":"\(shape.classes > 1 ? shape.classes : 0)",\
            "num_feature":"\(shape.features)","num_target":"1"},"objective":{"name":"\(objective)"}},\
            "version":[3,2,0]}
            """
    }

    private mutating func xgboostTree() -> String {
        let nodes = grow()
        let splits = nodes.count
        let total = splits * 2 + 1
        func place(_ child: Int) -> Int { child >= 0 ? child : splits + ~child }
        var conditions: [String] = []
        var types: [Int] = []
        var categoryNodes: [Int] = []
        var segments: [Int] = []
        var sizes: [Int] = []
        var categories: [Int] = []
        for node in 0..<total {
            if node < splits, Double.random(in: 0..<1, using: &generator) < shape.categorical {
                types.append(1)
                conditions.append("0")
                categoryNodes.append(node)
                segments.append(categories.count)
                let codes = Set((0..<4).map { _ in Int.random(in: 0..<70, using: &generator) })
                sizes.append(codes.count)
                categories += codes.sorted()
            } else {
                types.append(0)
                let value =
                    node < splits ? threshold() : Double.random(in: -1...1, using: &generator)
                let single = Float(value)
                conditions.append(
                    single.isInfinite ? (single > 0 ? "Infinity" : "-Infinity") : "\(single)"
                )
            }
        }
        let leafCount = splits + 1
        let none = [Int](repeating: -1, count: leafCount)
        let features = (0..<total).map { _ in Int.random(in: 0..<shape.features, using: &generator)
        }
        let defaults = (0..<total).map { _ in Int.random(in: 0...1, using: &generator) }
        return """
            {"left_children":\(nodes.map { place($0.left) } + none),\
            "right_children":\(nodes.map { place($0.right) } + none),\
            "split_indices":\(features),"split_conditions":[\(conditions.joined(separator: ","))],\
            "default_left":\(defaults),"split_type":\(types),"categories_nodes":\(categoryNodes),\
            "categories_segments":\(segments),"categories_sizes":\(sizes),"categories":\(categories),\
            "tree_param":{"num_deleted":"0","num_feature":"\(shape.features)",\
            "num_nodes":"\(total)","size_leaf_vector":"1"}}
            """
    }

    /// Rows of random numbers, missing values, edges, codes, thresholds and their neighbours.
    mutating func rows(_ count: Int) -> [Double] {
        (0..<count * shape.features).map { _ in
            switch Int.random(in: 0..<12, using: &generator) {
            case 0: .nan
            case 1: Bool.random(using: &generator) ? .infinity : -.infinity
            case 2: Self.edges.randomElement(using: &generator) ?? 0
            case 3: Double(Int.random(in: -2...100, using: &generator))
            case 4: Double(Int.random(in: 0...100, using: &generator)) + 0.999
            case 5: thresholds.randomElement(using: &generator) ?? 0
            case 6: thresholds.randomElement(using: &generator)?.nextUp ?? 0
            case 7: thresholds.randomElement(using: &generator)?.nextDown ?? 0
            case 8: Double(Float(thresholds.randomElement(using: &generator) ?? 0))
            case 9: Double(Float(thresholds.randomElement(using: &generator) ?? 0).nextUp)
            default: Double.random(in: -2...2, using: &generator)
            }
        }
    }
}
