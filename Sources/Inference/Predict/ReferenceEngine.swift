/// The slow, obvious engine.
///
/// Each row walks each tree, comparing as the model's library compares and adding in its order and
/// precision. The fast engine must equal it bit for bit.
///
/// - Source: LightGBM `include/LightGBM/tree.h` (`NumericalDecision`, `CategoricalDecision`),
///   `src/c_api.cpp` (values within `1e-35f` of zero are zero); XGBoost
///   `src/predictor/predict_fn.h`, `src/common/categorical.h`.
struct ReferenceEngine: Sendable {
    let forest: Forest

    /// Adds up the margins of one row.
    ///
    /// - Parameters:
    ///   - row: one value for each feature.
    ///   - margins: overwritten, `groupCount` numbers.
    /// - Complexity: O(trees × depth).
    func margins(of row: Span<Double>, into margins: inout MutableSpan<Double>) {
        switch forest.arithmetic {
        case .lightGBM:
            for group in margins.indices { margins[group] = 0 }
            for tree in forest.trees { margins[tree.group] += leaf(of: tree, row) }
        case .xgboost:
            for group in margins.indices { margins[group] = forest.base[group] }
            for tree in forest.trees {
                let sum = Float(margins[tree.group]) + Float(leaf(of: tree, row))
                margins[tree.group] = Double(sum)
            }
        }
    }

    private func leaf(of tree: Forest.Tree, _ row: Span<Double>) -> Double {
        var node = tree.root
        while node >= 0 {
            let split = forest.splits[Int(node)]
            node = goesLeft(split, row[Int(split.feature)]) ? split.left : split.right
        }
        return forest.leaves[Int(~node)]
    }

    private func goesLeft(_ split: Forest.Split, _ value: Double) -> Bool {
        switch split.test {
        case .atMost:
            return (value.isNaN ? 0 : Self.flushed(value)) <= split.threshold
        case .atMostZeroMissing:
            let missing = value.isNaN || Self.flushed(value) == 0
            return missing ? split.defaultLeft : value <= split.threshold
        case .atMostNaNMissing:
            return value.isNaN ? split.defaultLeft : Self.flushed(value) <= split.threshold
        case .inSet:
            // Towards zero: −0.5 is category 0. What no Int32 holds is no category.
            guard value > -1, value < 2_147_483_648 else { return false }
            return contains(split, Int(value))
        case .below:
            let single = Float(value)
            return single.isNaN ? split.defaultLeft : Double(single) < split.threshold
        case .outsideSet:
            let single = Float(value)
            if single.isNaN { return split.defaultLeft }
            guard single >= 0, single < 16_777_216 else { return true }
            return !contains(split, Int(single))
        }
    }

    private static func flushed(_ value: Double) -> Double {
        abs(value) <= Forest.zeroThreshold ? 0 : value
    }

    private func contains(_ split: Forest.Split, _ code: Int) -> Bool {
        let word = code >> 5
        guard word < Int(split.setWords) else { return false }
        return forest.categoryBits[Int(split.setStart) + word] >> UInt32(code & 31) & 1 == 1
    }
}
