/// The engine that serves: equal to `ReferenceEngine` bit for bit, for rows of either element.
///
/// Rows are taken in blocks of 32. A full block, or most of one, goes through the vector kernel
/// (`quickScore`) where the model suits it; single rows, small batches and tails walk the trees
/// (`walk`). Both read the same lanes (`LanePlan`).
///
/// - Thread safety: read-only after its initialisation; one workspace for each thread.
final class FastEngine: Sendable {
    /// Rows of a block: four vectors of eight lanes.
    static let blockRows = 32

    /// By the precision of the library's sums, with the smallest nodes that will do.
    private enum Kernels {
        case compactDouble(EngineKernels<CompactNode, Double>)
        case compactFloat(EngineKernels<CompactNode, Float>)
        case wideDouble(EngineKernels<WideNode, Double>)
        case wideFloat(EngineKernels<WideNode, Float>)
    }

    private let storage: FlatStorage
    private let kernels: Kernels
    let laneCount: Int
    /// Blocks of fewer rows walk; beyond `blockRows` where the model never uses vectors.
    let vectorFrom: Int

    /// Nil where the category tables would be too large; the reference engine serves instead.
    init?(_ forest: Forest) {
        guard let plan = LanePlan(forest) else { return nil }
        let storage = FlatStorage()
        let vectorFrom = Self.vectorFrom(forest)
        switch forest.arithmetic {
        case .lightGBM:
            if let kernels = EngineKernels<CompactNode, Double>(forest, plan, vectorFrom, storage) {
                self.kernels = .compactDouble(kernels)
            } else if let kernels = EngineKernels<WideNode, Double>(
                forest,
                plan,
                vectorFrom,
                storage
            ) {
                self.kernels = .wideDouble(kernels)
            } else {
                return nil
            }
        case .xgboost:
            if let kernels = EngineKernels<CompactNode, Float>(forest, plan, vectorFrom, storage) {
                self.kernels = .compactFloat(kernels)
            } else if let kernels = EngineKernels<WideNode, Float>(
                forest,
                plan,
                vectorFrom,
                storage
            ) {
                self.kernels = .wideFloat(kernels)
            } else {
                return nil
            }
        }
        self.storage = storage
        laneCount = plan.laneCount
        self.vectorFrom = vectorFrom
    }

    /// From how many rows on a block is cheaper by vectors.
    ///
    /// What a block costs them is fixed by the splits, what a row costs a walk by the depths. The
    /// weights are measured, in steps of a walk: a step of the vector kernel counts 1 for a whole
    /// block and 0.5 for eight rows, a tree 10 and 5.
    private static func vectorFrom(_ forest: Forest) -> Int {
        let steps = Double(QuickScorerPlan<Double>.stepCount(forest))
        let trees = Double(forest.trees.count)
        let levels = max(Double(forest.trees.reduce(0) { $0 + $1.depth }), 1)
        let eight = Int((steps * 0.5 + trees * 5) / levels) + 1
        if eight <= 8 { return max(2, eight) }
        return max(Self.blockRows / 2 + 1, Int((steps + trees * 10) / levels) + 1)
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
        switch kernels {
        case .compactDouble(let kernels):
            unsafe kernels.run(rows, count, element, margins, workspace)
        case .compactFloat(let kernels):
            unsafe kernels.run(rows, count, element, margins, workspace)
        case .wideDouble(let kernels):
            unsafe kernels.run(rows, count, element, margins, workspace)
        case .wideFloat(let kernels):
            unsafe kernels.run(rows, count, element, margins, workspace)
        }
    }
}
