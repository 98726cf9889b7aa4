/// One `Tree=` block.
struct LightGBMTree {
    private let fields: LightGBMFields
    private let featureCount: Int
    private let index: Int

    init(
        fields: [String: LightGBMField],
        index: Int,
        path: String,
        line: Int,
        featureCount: Int
    ) {
        self.fields = LightGBMFields(
            fields: fields,
            path: path,
            block: "tree \(index)",
            line: line
        )
        self.featureCount = featureCount
        self.index = index
    }

    /// Checks the block and adds its tree.
    func append(to builder: inout ForestBuilder, group: Int) throws(InferenceError) {
        let leafCount = try fields.integer("num_leaves", in: 1...ForestLimits.leavesPerTree)
        let setCount = try fields.integer("num_cat", in: 0...ForestLimits.leavesPerTree)
        if fields.fields["is_linear"] != nil, try fields.integer("is_linear", in: 0...1) == 1 {
            throw fields.failure("is_linear", "linear trees are not supported")
        }
        let leaves = try fields.doubles("leaf_value", count: leafCount, finite: true)
        let splits = try leafCount == 1 ? [] : splits(leafCount - 1, leafCount, setCount, &builder)
        do throws(TreeFault) {
            try builder.append(splits: splits, leaves: leaves, group: group)
        } catch {
            throw fields.failure(
                error.node.map { "split \($0)" } ?? "left_child, right_child",
                error.problem
            )
        }
    }

    private func splits(
        _ count: Int,
        _ leafCount: Int,
        _ setCount: Int,
        _ builder: inout ForestBuilder
    ) throws(InferenceError) -> [Forest.Split] {
        let feature = try fields.integers(
            "split_feature",
            count: count,
            in: 0...(featureCount - 1)
        )
        let threshold = try fields.doubles("threshold", count: count, finite: false)
        let children = -leafCount...(count - 1)
        let left = try fields.integers("left_child", count: count, in: children)
        let right = try fields.integers("right_child", count: count, in: children)
        let decision =
            try fields.fields["decision_type"] == nil
            ? [Int](repeating: 0, count: count)
            : fields.integers("decision_type", count: count, in: 0...15)
        let sets = try sets(setCount, &builder)
        var splits: [Forest.Split] = []
        splits.reserveCapacity(count)
        for node in 0..<count {
            // Bit 0: categorical; bit 1: missing goes left; bits 2 and 3: what is missing.
            let test: Forest.Test =
                if decision[node] & 1 == 1 {
                    .inSet
                } else {
                    switch decision[node] >> 2 {
                    case 0: .atMost
                    case 1: .atMostZeroMissing
                    case 2: .atMostNaNMissing
                    default:
                        throw fields.failure(
                            "decision_type",
                            "entry \(node), \(decision[node]), has no meaning"
                        )
                    }
                }
            var split = Forest.Split(
                test: test,
                defaultLeft: decision[node] & 2 == 2,
                feature: Int32(feature[node]),
                left: Int32(left[node]),
                right: Int32(right[node]),
                threshold: threshold[node]
            )
            if test == .inSet {
                guard let set = Int(exactly: threshold[node]), sets.indices.contains(set) else {
                    throw fields.failure(
                        "threshold",
                        "entry \(node) names no set below num_cat=\(setCount)"
                    )
                }
                split.setStart = sets[set].start
                split.setWords = sets[set].words
            }
            splits.append(split)
        }
        return splits
    }

    /// The sets of a tree's categorical splits: words `cat_boundaries[i]..<cat_boundaries[i + 1]`.
    private func sets(
        _ count: Int,
        _ builder: inout ForestBuilder
    ) throws(InferenceError) -> [(start: Int32, words: Int32)] {
        guard count > 0 else { return [] }
        let limit = ForestLimits.categoryCode / 32
        let bounds = try fields.integers(
            "cat_boundaries",
            count: count + 1,
            in: 0...(Int(Int32.max))
        )
        guard bounds[0] == 0 else { throw fields.failure("cat_boundaries", "does not begin at 0") }
        for index in 0..<count {
            let words = bounds[index + 1] - bounds[index]
            guard (0...limit).contains(words) else {
                throw fields.failure(
                    "cat_boundaries",
                    "set \(index) has \(words) words; 0 to \(limit) are allowed"
                )
            }
        }
        let words = try fields.integers(
            "cat_threshold",
            count: bounds[count],
            in: 0...Int(UInt32.max)
        )
        guard builder.forest.categoryBits.count + words.count <= ForestLimits.splits else {
            throw fields.failure("cat_threshold", "the sets of the forest are too large")
        }
        let start = builder.appendSet(words.lazy.map { UInt32($0) }).start
        return (0..<count).map {
            (start + Int32(bounds[$0]), Int32(bounds[$0 + 1] - bounds[$0]))
        }
    }
}
