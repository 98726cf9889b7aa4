/// What the kernels compare: for each split a *lane* of the row and a bound.
///
/// A kernel knows two tests only, so that it needs no branch for missing values or for categories:
///
/// - a **number lane** holds a float, and a row goes right when it is greater than the split's
///   bound. A feature that is split with different rules for missing values has one lane for each
///   rule; a missing value is −∞ in a lane where it goes left and +∞ where it goes right.
/// - a **word lane** holds 32 bits, one for each categorical split of a feature, looked up by the
///   row's code: a row goes right when the split's bit is set.
///
/// The floats of a number lane keep the order of the library's comparison exactly:
///
/// - XGBoost's `x < t` on floats is `x > t.nextDown` negated.
/// - LightGBM's `x <= t` on doubles is, for a float, `x <= floor(t)`, floor being the greatest
///   float not above t. A double that is no float lies in a gap between two; if no bound lies in
///   the same gap either neighbour will do, else the bound decides which (`ExactRounding`).
/// - Where that cannot be (two bounds in one gap, a bound that no value or every value exceeds),
///   the lane is *ranked*: it holds how many of the lane's bounds the value exceeds, and a split's
///   bound is its own rank.
struct LanePlan {
    /// How a missing value is told and where it goes.
    enum MissingRule: UInt8, Hashable {
        case nanAsZero
        case nanLeft
        case nanRight
        case zeroOrNaNLeft
        case zeroOrNaNRight
    }

    /// One feature under one rule for missing values.
    struct NumberLane {
        /// Which loop fills the lane.
        enum Kind: Int {
            case plain
            case zeroMissing
            case ranked
        }

        var feature: Int
        var rule: MissingRule
        /// Distinct and ascending; a value goes right of a bound that it exceeds.
        var bounds: [Double]
        /// Whether one more bound, below all others, is exceeded by every value.
        var hasBottom: Bool
        var isRanked: Bool

        var kind: Kind {
            if isRanked { return .ranked }
            return treatsZeroAsMissing ? .zeroMissing : .plain
        }

        var treatsZeroAsMissing: Bool { rule == .zeroOrNaNLeft || rule == .zeroOrNaNRight }

        /// What the lane holds for a missing value.
        var missingCode: Float {
            switch rule {
            case .nanLeft, .zeroOrNaNLeft: -.infinity
            case .nanRight, .zeroOrNaNRight: .infinity
            case .nanAsZero: isRanked ? Float(rank(of: 0)) : 0
            }
        }

        /// How many bounds a value exceeds, the bottom aside.
        func rank(of value: Double) -> Int {
            var low = 0
            var high = bounds.count
            while low < high {
                let middle = (low + high) / 2
                if value > bounds[middle] { low = middle + 1 } else { high = middle }
            }
            return low
        }

        /// What a split's bound is in the lane's terms; nil is the bottom.
        func code(_ bound: Double?) -> Float {
            guard let bound else { return -1 }
            return isRanked ? Float(rank(of: bound)) : bound.floatFloor
        }
    }

    /// A split as kernels see it.
    struct Comparison {
        var lane: Int
        /// A number lane's bound, or the bit of a word lane.
        var bound: Float
        var bit: UInt32
    }

    /// In the order plain, zero-missing, ranked: each kind is one loop of the filler.
    private(set) var numberLanes: [NumberLane] = []
    let categories: CategoryPlan
    /// Number lanes first, then the word lanes of each category column.
    let laneCount: Int
    /// One for each split of the forest.
    private(set) var comparisons: [Comparison] = []

    /// Nil when the category tables would be larger than `CategoryPlan.maxTableWords`.
    init?(_ forest: Forest) {
        numberLanes = Self.numberLanes(forest)
        guard let categories = CategoryPlan(forest, firstLane: numberLanes.count) else {
            return nil
        }
        self.categories = categories
        laneCount = numberLanes.count + categories.wordCount
        var laneByKey: [LaneKey: Int] = [:]
        for (index, lane) in numberLanes.enumerated() {
            laneByKey[LaneKey(feature: lane.feature, rule: lane.rule)] = index
        }
        comparisons.reserveCapacity(forest.splits.count)
        for (index, split) in forest.splits.enumerated() {
            if let rule = Self.rule(split),
                let lane = laneByKey[LaneKey(feature: Int(split.feature), rule: rule)]
            {
                let bound = numberLanes[lane].code(Self.bound(split))
                comparisons.append(Comparison(lane: lane, bound: bound, bit: 0))
            } else {
                let place = categories.places[index]
                comparisons.append(Comparison(lane: place.lane, bound: 0, bit: place.bit))
            }
        }
    }

    private struct LaneKey: Hashable {
        var feature: Int
        var rule: MissingRule
    }

    private static func numberLanes(_ forest: Forest) -> [NumberLane] {
        var boundsByKey: [LaneKey: [Double]] = [:]
        var bottoms: Set<LaneKey> = []
        for split in forest.splits {
            guard let rule = rule(split) else { continue }
            let key = LaneKey(feature: Int(split.feature), rule: rule)
            if let bound = bound(split) {
                boundsByKey[key, default: []].append(bound)
            } else {
                boundsByKey[key, default: []].append(contentsOf: [])
                bottoms.insert(key)
            }
        }
        var lanes: [NumberLane] = []
        for (key, all) in boundsByKey {
            var bounds: [Double] = []
            for bound in all.sorted() where bounds.last != bound { bounds.append(bound) }
            let floors = bounds.map(\.floatFloor)
            let hasTwins = zip(floors, floors.dropFirst()).contains { $0 == $1 }
            let hasBottom = bottoms.contains(key)
            lanes.append(
                NumberLane(
                    feature: key.feature,
                    rule: key.rule,
                    bounds: bounds,
                    hasBottom: hasBottom,
                    isRanked: hasBottom || hasTwins || floors.last == .infinity
                )
            )
        }
        if lanes.isEmpty {
            // Leaves compare lane 0, so that there must be one.
            lanes.append(
                NumberLane(
                    feature: 0,
                    rule: .nanAsZero,
                    bounds: [],
                    hasBottom: false,
                    isRanked: false
                )
            )
        }
        return lanes.sorted {
            ($0.kind.rawValue, $0.feature, $0.rule.rawValue)
                < ($1.kind.rawValue, $1.feature, $1.rule.rawValue)
        }
    }

    private static func rule(_ split: Forest.Split) -> MissingRule? {
        switch split.test {
        case .atMost: .nanAsZero
        case .atMostZeroMissing: split.defaultLeft ? .zeroOrNaNLeft : .zeroOrNaNRight
        case .atMostNaNMissing, .below: split.defaultLeft ? .nanLeft : .nanRight
        case .inSet, .outsideSet: nil
        }
    }

    /// The bound that a value going right exceeds, as a double; nil when every value does.
    ///
    /// LightGBM takes values within `zeroThreshold` for zero before it compares; bounds in that
    /// zone are moved to its edge, which decides the same without touching the values.
    static func bound(_ split: Forest.Split) -> Double? {
        let threshold = split.threshold
        let zero = Forest.zeroThreshold
        switch split.test {
        case .below:
            guard threshold > -.infinity else { return nil }
            return Double(Float(threshold).nextDown)
        case .atMost, .atMostNaNMissing:
            guard abs(threshold) <= zero else { return threshold }
            return threshold >= 0 ? zero : (-zero).nextDown
        default: return threshold
        }
    }
}
