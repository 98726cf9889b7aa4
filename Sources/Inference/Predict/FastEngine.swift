/// The engine that serves: equal to `ReferenceEngine` bit for bit, for rows of either element.
///
/// Rows are taken in blocks of 32. A full block, or most of one, goes through the vector kernel
/// (`quickScore`) where the model suits it; single rows, small batches and tails walk the trees
/// (`walk`). Both read the same lanes (`LanePlan`).
///
/// - Thread safety: read-only after its initialisation; one workspace for each thread.
struct FastEngine: Sendable {
    /// Rows of a block: four vectors of eight lanes.
    static let blockRows = 32

    /// The plans in the precision of the library's sums, with the smallest nodes that will do.
    private enum Plans {
        case compactDouble(WalkPlan<CompactNode, Double>, QuickScorerPlan<Double>?)
        case compactFloat(WalkPlan<CompactNode, Float>, QuickScorerPlan<Float>?)
        case wideDouble(WalkPlan<WideNode, Double>, QuickScorerPlan<Double>?)
        case wideFloat(WalkPlan<WideNode, Float>, QuickScorerPlan<Float>?)
    }

    private let plans: Plans
    private let filler: LaneFiller
    private let hasWords: Bool
    private let groupCount: Int
    let laneCount: Int
    let treeCount: Int
    /// Blocks of fewer rows walk; beyond `blockRows` where the model never uses vectors.
    let vectorFrom: Int

    /// Nil where the category tables would be too large; the reference engine serves instead.
    init?(_ forest: Forest) {
        guard let plan = LanePlan(forest) else { return nil }
        let vectorFrom = Self.vectorFrom(forest)
        let usesVectors = vectorFrom <= Self.blockRows
        switch forest.arithmetic {
        case .lightGBM:
            let quick = usesVectors ? QuickScorerPlan<Double>(forest, plan) : nil
            if let walk = WalkPlan<CompactNode, Double>(forest, plan) {
                plans = .compactDouble(walk, quick)
            } else if let walk = WalkPlan<WideNode, Double>(forest, plan) {
                plans = .wideDouble(walk, quick)
            } else {
                return nil
            }
        case .xgboost:
            let quick = usesVectors ? QuickScorerPlan<Float>(forest, plan) : nil
            if let walk = WalkPlan<CompactNode, Float>(forest, plan) {
                plans = .compactFloat(walk, quick)
            } else if let walk = WalkPlan<WideNode, Float>(forest, plan) {
                plans = .wideFloat(walk, quick)
            } else {
                return nil
            }
        }
        filler = LaneFiller(plan, arithmetic: forest.arithmetic)
        hasWords = plan.categories.wordCount > 0
        groupCount = forest.groupCount
        laneCount = plan.laneCount
        treeCount = forest.trees.count
        self.vectorFrom = vectorFrom
    }

    /// From how many rows on a block is cheaper by vectors: what a block costs them is fixed by
    /// the splits, what a row costs a walk by the depths.
    private static func vectorFrom(_ forest: Forest) -> Int {
        let steps = Double(QuickScorerPlan<Double>.stepCount(forest)) * 4
        let leaves = Double(forest.trees.count * 32)
        let levels = Double(forest.trees.reduce(0) { $0 + $1.depth })
        return max(2, Int((steps + leaves) / max(levels, 1)) + 1)
    }

    /// Adds up the margins of up to `blockRows` rows.
    ///
    /// `rows` are addresses of `count` rows; `margins` has room for `count * groupCount` numbers,
    /// row by row.
    @unsafe
    func margins(
        of rows: UnsafePointer<UnsafeRawPointer>,
        count: Int,
        element: RowElement,
        into margins: UnsafeMutablePointer<Double>,
        _ workspace: borrowing ScoringWorkspace
    ) {
        switch plans {
        case .compactDouble(let walk, let quick):
            unsafe run(walk, quick, rows, count, element, margins, workspace)
        case .compactFloat(let walk, let quick):
            unsafe run(walk, quick, rows, count, element, margins, workspace)
        case .wideDouble(let walk, let quick):
            unsafe run(walk, quick, rows, count, element, margins, workspace)
        case .wideFloat(let walk, let quick):
            unsafe run(walk, quick, rows, count, element, margins, workspace)
        }
    }

    @unsafe
    @inline(__always)
    private func run<Node: WalkNode, Sum: BitwiseCopyable & BinaryFloatingPoint & Sendable>(
        _ walkPlan: WalkPlan<Node, Sum>,
        _ quickPlan: QuickScorerPlan<Sum>?,
        _ rows: UnsafePointer<UnsafeRawPointer>,
        _ count: Int,
        _ element: RowElement,
        _ margins: UnsafeMutablePointer<Double>,
        _ workspace: borrowing ScoringWorkspace
    ) {
        // SAFETY: the workspace was made for this engine: lanes for a block of rows, sums for a
        // block of rows and every group, then a value for every tree.
        let lanes = unsafe workspace.lanes.assumingMemoryBound(to: Float.self)
        let sums = unsafe workspace.sums.assumingMemoryBound(to: Sum.self)
        if count >= vectorFrom, let quickPlan {
            for row in 0..<count {
                unsafe filler.fill(
                    rows[row],
                    element,
                    into: lanes + row,
                    stride: Self.blockRows
                )
            }
            unsafe quickScore(
                quickPlan,
                block: workspace.lanes,
                sums: sums,
                groupCount: groupCount
            )
            for row in 0..<count {
                for group in 0..<groupCount {
                    unsafe margins[row &* groupCount &+ group] = unsafe Double(
                        sums[group &* Self.blockRows &+ row]
                    )
                }
            }
            return
        }
        let values = unsafe sums + Self.blockRows * groupCount
        for row in 0..<count {
            unsafe filler.fill(rows[row], element, into: lanes, stride: 1)
            if hasWords {
                unsafe walk(
                    walkPlan,
                    hasWords: true,
                    lanes: lanes,
                    values: values,
                    sums: sums,
                    groupCount: groupCount
                )
            } else {
                unsafe walk(
                    walkPlan,
                    hasWords: false,
                    lanes: lanes,
                    values: values,
                    sums: sums,
                    groupCount: groupCount
                )
            }
            for group in 0..<groupCount {
                unsafe margins[row &* groupCount &+ group] = unsafe Double(sums[group])
            }
        }
    }
}
