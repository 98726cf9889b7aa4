/// The categorical splits of a forest as table look-ups: a row's code names a row of bits, one for
/// each distinct split of the feature, set where the split sends the code to the right.
struct CategoryPlan {
    /// One feature's table.
    struct Column {
        var feature: Int
        /// The lane of the table's first word.
        var firstLane: Int
        /// Words in a row of the table.
        var wordCount: Int
        /// Codes `0..<codeCount` have rows of their own; then come one row for any other code and
        /// one for a missing value.
        var codeCount: Int
        /// `(codeCount + 2) × wordCount` words.
        var table: [UInt32]
    }

    /// Where a split's bit is.
    struct Place {
        var lane: Int
        var bit: UInt32
    }

    /// 256 MiB for all tables together.
    static let maxTableWords = 1 << 26

    let columns: [Column]
    /// One for each split of the forest; those of numeric splits mean nothing.
    let places: [Place]
    let wordCount: Int

    private struct SplitKey: Hashable {
        var set: ArraySlice<UInt32>
        var defaultLeft: Bool
    }

    /// Nil when the tables would be larger than `maxTableWords`.
    init?(_ forest: Forest, firstLane: Int) {
        var keysByFeature: [Int: [SplitKey]] = [:]
        var indexByFeature: [Int: [SplitKey: Int]] = [:]
        var placed = [Int](repeating: 0, count: forest.splits.count)
        for (index, split) in forest.splits.enumerated() {
            guard split.test == .inSet || split.test == .outsideSet else { continue }
            let key = SplitKey(set: Self.set(of: split, in: forest), defaultLeft: split.defaultLeft)
            let feature = Int(split.feature)
            if let known = indexByFeature[feature]?[key] {
                placed[index] = known
            } else {
                placed[index] = keysByFeature[feature]?.count ?? 0
                indexByFeature[feature, default: [:]][key] = placed[index]
                keysByFeature[feature, default: []].append(key)
            }
        }
        var columns: [Column] = []
        var firstLaneByFeature: [Int: Int] = [:]
        var lane = firstLane
        var tableWords = 0
        for (feature, keys) in keysByFeature.sorted(by: { $0.key < $1.key }) {
            let words = (keys.count + 31) / 32
            let codes = (keys.lazy.map(\.set.count).max() ?? 0) * 32
            tableWords += (codes + 2) * words
            guard tableWords <= Self.maxTableWords else { return nil }
            columns.append(
                Column(
                    feature: feature,
                    firstLane: lane,
                    wordCount: words,
                    codeCount: codes,
                    table: Self.table(
                        keys,
                        words: words,
                        codes: codes,
                        arithmetic: forest.arithmetic
                    )
                )
            )
            firstLaneByFeature[feature] = lane
            lane += words
        }
        self.columns = columns
        wordCount = lane - firstLane
        places = forest.splits.indices.map { index in
            let first = firstLaneByFeature[Int(forest.splits[index].feature)] ?? firstLane
            return Place(lane: first + placed[index] / 32, bit: UInt32(placed[index] % 32))
        }
    }

    /// A split's set without its empty words at the end.
    private static func set(
        of split: Forest.Split,
        in forest: Forest
    ) -> ArraySlice<UInt32> {
        let start = Int(split.setStart)
        var set = forest.categoryBits[start..<(start + Int(split.setWords))]
        while set.last == 0 { set.removeLast() }
        return set
    }

    private static func table(
        _ keys: [SplitKey],
        words: Int,
        codes: Int,
        arithmetic: Forest.Arithmetic
    ) -> [UInt32] {
        var table = [UInt32](repeating: 0, count: (codes + 2) * words)
        let setGoesRight = arithmetic == .xgboost
        for (index, key) in keys.enumerated() {
            let word = index / 32
            let bit = UInt32(1) << UInt32(index % 32)
            for code in 0..<codes {
                let place = key.set.startIndex + code / 32
                let isIn = place < key.set.endIndex && key.set[place] >> UInt32(code % 32) & 1 == 1
                if isIn == setGoesRight { table[code * words + word] |= bit }
            }
            // LightGBM: neither an unknown code nor a missing value is in any set.
            if !setGoesRight { table[codes * words + word] |= bit }
            if !setGoesRight || !key.defaultLeft { table[(codes + 1) * words + word] |= bit }
        }
        return table
    }
}
