extension Model {
    /// How far predictions may be from golden rows: `4 ulp of float64` (LightGBM), `4 ulp of
    /// float32` (XGBoost), or `equal` where the model gives classes.
    public var goldenTolerance: String { GoldenTolerance(of: self).symbol }

    /// Scores the model's golden rows and compares.
    ///
    /// Each row is scored twice, in a block of its neighbours and alone, which are the two ways the
    /// engine has; both have to give what the file says, within `GoldenTolerance`.
    ///
    /// - Parameter path: the file of rows; nil for the one that the model names.
    /// - Returns: how many rows were reproduced, or that there are none.
    /// - Throws: `InferenceError` naming the file, the line and what was found and expected there;
    ///   also for a file without rows, one of more than 16 MiB or 4,096 rows, and a row that
    ///   cannot be read.
    /// - Complexity: O(rows × trees × depth), in memory for 32 rows beside the file.
    /// - Thread safety: any thread, at any time.
    @discardableResult
    public func verifyGolden(at path: String? = nil) throws(InferenceError) -> GoldenOutcome {
        guard let path = path ?? goldenPath else { return .none }
        let file = try ModelFile.read(path: path, maxBytes: GoldenLimits.fileBytes)
        var lines = LineReader(file.bytes)
        var check = GoldenCheck(of: self, file: path)
        while let line = lines.next() {
            if line.isEmpty { continue }
            try check.add(GoldenRow(line, number: lines.number, file: path, of: self), lines.number)
        }
        return .reproduced(rows: try check.finish())
    }
}

/// Golden rows on their way through a model, a block at a time.
private struct GoldenCheck: ~Copyable {
    private let model: Model
    private let file: String
    private let tolerance: GoldenTolerance
    private var workspace: ScoringWorkspace
    private var rows: [Double] = []
    private var expected: [Double] = []
    private var lineNumbers: [Int] = []
    private var total = 0

    init(of model: Model, file: String) {
        self.model = model
        self.file = file
        tolerance = GoldenTolerance(of: model)
        workspace = model.makeWorkspace(maxRows: FastEngine.blockRows)
    }

    mutating func add(_ row: GoldenRow, _ lineNumber: Int) throws(InferenceError) {
        total += 1
        guard total <= GoldenLimits.rows else {
            throw InferenceError(
                file: file,
                place: "line \(lineNumber)",
                problem: "more than \(GoldenLimits.rows) rows; keep fewer"
            )
        }
        rows += row.features
        expected += row.outputs
        lineNumbers.append(lineNumber)
        if lineNumbers.count == FastEngine.blockRows { try verify() }
    }

    /// The number of rows, all of them verified.
    consuming func finish() throws(InferenceError) -> Int {
        guard total > 0 else {
            throw InferenceError(
                file: file,
                place: "",
                problem: "holds no rows; make them with 'stream-scorer model golden', or take "
                    + "'golden' out of model.yaml"
            )
        }
        if !lineNumbers.isEmpty { try verify() }
        return total
    }

    /// Scores the rows in hand as one full block, the last of them repeated, and each alone.
    private mutating func verify() throws(InferenceError) {
        let features = model.features.count
        let width = model.outputCount
        let count = lineNumbers.count
        let block = FastEngine.blockRows
        let last = Array(rows.suffix(features))
        for _ in count..<block { rows += last }
        let matrix = rows
        var scores = [Double](repeating: .nan, count: block * width)
        var target = scores.mutableSpan
        model.score(rows: matrix.span, count: block, into: &target, workspace: &workspace)
        for index in 0..<count {
            try compare(scores[index * width..<(index + 1) * width], index)
            // The first row's scores make room: they have been compared by then.
            var alone = scores.mutableSpan
            model.score(
                rows: matrix.span.extracting(index * features..<(index + 1) * features),
                count: 1,
                into: &alone,
                workspace: &workspace
            )
            try compare(scores[..<width], index)
        }
        rows.removeAll(keepingCapacity: true)
        expected.removeAll(keepingCapacity: true)
        lineNumbers.removeAll(keepingCapacity: true)
    }

    private func compare(
        _ found: ArraySlice<Double>,
        _ index: Int
    ) throws(InferenceError) {
        for (output, value) in found.enumerated() {
            let wanted = expected[index * found.count + output]
            if tolerance.accepts(value, for: wanted) { continue }
            let name = found.count == 1 ? "prediction" : "probabilities[\(output)]"
            throw InferenceError(
                file: file,
                place: "line \(lineNumbers[index])",
                problem: "\(name) is \(value) here, but \(wanted) is expected "
                    + "(\(tolerance.description)): the model file, its features or its output are "
                    + "not those that the rows were made with"
            )
        }
    }
}
