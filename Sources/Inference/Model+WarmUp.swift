extension Model {
    /// Scores a few made-up rows, so that the first real batch finds tables and code in memory.
    ///
    /// Every way the engine has is taken: a full block and a single row, of doubles and of floats.
    /// The rows hold missing values, zeros, ones and large numbers of either sign; what comes out
    /// is thrown away.
    ///
    /// - Complexity: O(trees × depth), a few dozen rows.
    /// - Thread safety: any thread, at any time.
    public func warmUp() {
        let block = FastEngine.blockRows
        let values: [Double] = [0, 1, .nan, -1, 1e3, -1e3, 1e6, -1e6]
        var rows: [Double] = []
        rows.reserveCapacity(block * features.count)
        for row in 0..<block {
            for column in features.indices { rows.append(values[(row + column) % values.count]) }
        }
        let floats = rows.map { Float($0) }
        var workspace = makeWorkspace(maxRows: block)
        var scores = [Double](repeating: 0, count: block * outputCount)
        var target = scores.mutableSpan
        for count in [block, 1] {
            let range = 0..<count * features.count
            score(
                rows: rows.span.extracting(range),
                count: count,
                into: &target,
                workspace: &workspace
            )
            score(
                rows: floats.span.extracting(range),
                count: count,
                into: &target,
                workspace: &workspace
            )
        }
    }
}
