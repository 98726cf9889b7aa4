/// A model's trees in one flat, read-only form, as the library that wrote them defines them.
///
/// A checked forest keeps these invariants, which every engine relies on:
/// each child is a later split of the forest or the complement of a leaf's index; every split and
/// leaf of a tree is reached from its root exactly once; every feature index is below
/// `featureCount`; every set lies within `categoryBits`; no threshold is NaN.
struct Forest: Sendable {
    /// Whose arithmetic the trees follow.
    enum Arithmetic: BitwiseCopyable, Sendable, Hashable {
        /// Features and thresholds are compared as doubles with `<=`; sums are doubles from 0.
        case lightGBM
        /// Features are rounded to floats and compared with `<`; sums are floats from the base.
        case xgboost
    }

    /// How a split decides, apart from its threshold or set.
    enum Test: UInt8, Sendable, Hashable {
        /// LightGBM: NaN counts as 0, nothing is missing.
        case atMost
        /// LightGBM: zero and NaN are missing.
        case atMostZeroMissing
        /// LightGBM: NaN is missing.
        case atMostNaNMissing
        /// LightGBM: a category in the set goes left, anything else right.
        case inSet
        /// XGBoost: NaN is missing.
        case below
        /// XGBoost: a category in the set goes right, any other left; NaN is missing.
        case outsideSet
    }

    /// One split: where a row goes left or right.
    struct Split: Sendable, Hashable {
        /// How it decides.
        var test: Test
        /// Whether a missing value goes left.
        var defaultLeft: Bool
        /// The feature's index.
        var feature: Int32
        /// Index of the left child among `splits`, or the complement of a leaf's index.
        var left: Int32
        /// The right child, in the same form.
        var right: Int32
        /// First word of the set in `categoryBits`; numeric splits have none.
        var setStart: Int32 = 0
        /// How many words the set has, 32 codes in each.
        var setWords: Int32 = 0
        /// The bound of a numeric split.
        var threshold: Double
    }

    /// One tree: its root and its share of the arrays.
    struct Tree: Sendable, Hashable {
        /// The root, in the form of a child.
        var root: Int32
        /// Splits and leaves of the tree are contiguous.
        var splits: Range<Int>
        /// Indices among `leaves`.
        var leaves: Range<Int>
        /// Longest way from root to leaf, in splits; 0 for a single leaf.
        var depth: Int
        /// The output that the tree adds to.
        var group: Int
    }

    var arithmetic: Arithmetic
    var featureCount: Int
    /// Numbers a row's margin has: 1, or one for each class.
    var groupCount: Int
    var splits: [Split] = []
    var leaves: [Double] = []
    var categoryBits: [UInt32] = []
    var trees: [Tree] = []
    /// Where the sums start, one for each group; all zero for LightGBM.
    var base: [Double]

    /// LightGBM takes values this close to zero for zero: `1e-35f`.
    static let zeroThreshold = Double(Float(1e-35))
}
