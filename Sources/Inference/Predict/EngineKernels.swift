/// The two kernels over one forest, and the choice between them.
struct EngineKernels<Node: WalkNode, Sum: MarginSum>:
    BitwiseCopyable, Sendable
{
    private let filler: LaneFiller
    private let walkPlan: WalkPlan<Node, Sum>
    /// Without trees where vectors are never used.
    private let quickPlan: QuickScorerPlan<Sum>
    private let hasWords: Bool
    private let groupCount: Int
    private let vectorFrom: Int

    /// Nil when a tree does not fit the nodes.
    init?(_ forest: Forest, _ plan: LanePlan, _ vectorFrom: Int, _ storage: FlatStorage) {
        guard let walkPlan = WalkPlan<Node, Sum>(forest, plan, in: storage) else { return nil }
        self.walkPlan = walkPlan
        var vectorForest = forest
        if vectorFrom > FastEngine.blockRows { vectorForest.trees = [] }
        quickPlan = QuickScorerPlan<Sum>(vectorForest, plan, in: storage)
        filler = LaneFiller(plan, arithmetic: forest.arithmetic, in: storage)
        hasWords = plan.categories.wordCount > 0
        groupCount = forest.groupCount
        self.vectorFrom = vectorFrom
    }

    /// Adds up the margins of up to a block of rows.
    @unsafe
    @inline(__always)
    func run(
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
        let block = FastEngine.blockRows
        if count >= vectorFrom {
            for row in 0..<count {
                unsafe filler.fill(rows[row], element, into: lanes + row, stride: block)
            }
            unsafe quickScore(
                quickPlan,
                block: workspace.lanes,
                rowCount: count,
                sums: sums,
                groupCount: groupCount
            )
            for row in 0..<count {
                for group in 0..<groupCount {
                    unsafe margins[row &* groupCount &+ group] = unsafe Double(
                        sums[group &* block &+ row]
                    )
                }
            }
            return
        }
        let values = unsafe sums + block * groupCount
        for row in 0..<count {
            unsafe filler.fill(rows[row], element, into: lanes, stride: 1)
            if hasWords {
                unsafe walk(
                    walkPlan,
                    NumberAndWordLanes.self,
                    lanes: lanes,
                    values: values,
                    sums: sums,
                    groupCount: groupCount
                )
            } else {
                unsafe walk(
                    walkPlan,
                    NumberLanes.self,
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
