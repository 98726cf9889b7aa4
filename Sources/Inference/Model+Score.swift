extension Model {
    /// Scores rows where they lie.
    ///
    /// - Parameters:
    ///   - rowAddresses: one address for each row, of `features.count` little-endian numbers
    ///     without gaps, at any alignment. LightGBM compares them as doubles, XGBoost as floats;
    ///     NaN is missing, a category is its code.
    ///   - element: what the rows hold.
    ///   - scores: the first `rowAddresses.count * outputCount` numbers are overwritten, row by row.
    ///   - workspace: made by this model, for at least as many rows.
    /// - Precondition: every address is readable for a whole row.
    /// - Complexity: O(rows × trees × depth). Allocates nothing.
    /// - Thread safety: any number of threads, each with a workspace of its own.
    @unsafe
    public func score(
        rowAddresses: Span<UnsafeRawPointer>,
        element: RowElement,
        into scores: inout MutableSpan<Double>,
        workspace: inout ScoringWorkspace
    ) {
        let rowCount = unsafe rowAddresses.count
        precondition(scores.count >= rowCount * outputCount, "scores has room for every row")
        unsafe rowAddresses.withUnsafeBufferPointer { rows in
            unsafe run(rows, element, &scores, workspace, width: outputCount, isScaled: true)
        }
    }

    /// Adds up the margins of rows where they lie: the sums of the trees, before any transform.
    ///
    /// As `score`, but for `rawCount` numbers a row.
    ///
    /// - Precondition: every address is readable for a whole row.
    @unsafe
    public func scoreRaw(
        rowAddresses: Span<UnsafeRawPointer>,
        element: RowElement,
        into margins: inout MutableSpan<Double>,
        workspace: inout ScoringWorkspace
    ) {
        let rowCount = unsafe rowAddresses.count
        precondition(margins.count >= rowCount * rawCount, "margins has room for every row")
        unsafe rowAddresses.withUnsafeBufferPointer { rows in
            unsafe run(rows, element, &margins, workspace, width: rawCount, isScaled: false)
        }
    }

    /// Scores a row-major matrix of doubles.
    ///
    /// - Precondition: `rows.count == count * features.count`.
    public func score(
        rows: Span<Double>,
        count: Int,
        into scores: inout MutableSpan<Double>,
        workspace: inout ScoringWorkspace
    ) {
        // SAFETY: `withAddresses` checks that the matrix holds `count` rows.
        unsafe withAddresses(rows, count, &workspace) { addresses, workspace in
            unsafe score(
                rowAddresses: addresses.span,
                element: .float64,
                into: &scores,
                workspace: &workspace
            )
        }
    }

    /// Scores a row-major matrix of floats.
    ///
    /// - Precondition: `rows.count == count * features.count`.
    public func score(
        rows: Span<Float>,
        count: Int,
        into scores: inout MutableSpan<Double>,
        workspace: inout ScoringWorkspace
    ) {
        // SAFETY: `withAddresses` checks that the matrix holds `count` rows.
        unsafe withAddresses(rows, count, &workspace) { addresses, workspace in
            unsafe score(
                rowAddresses: addresses.span,
                element: .float32,
                into: &scores,
                workspace: &workspace
            )
        }
    }

    /// Adds up the margins of a row-major matrix of doubles.
    ///
    /// - Precondition: `rows.count == count * features.count`.
    public func scoreRaw(
        rows: Span<Double>,
        count: Int,
        into margins: inout MutableSpan<Double>,
        workspace: inout ScoringWorkspace
    ) {
        // SAFETY: `withAddresses` checks that the matrix holds `count` rows.
        unsafe withAddresses(rows, count, &workspace) { addresses, workspace in
            unsafe scoreRaw(
                rowAddresses: addresses.span,
                element: .float64,
                into: &margins,
                workspace: &workspace
            )
        }
    }

    /// Adds up the margins of a row-major matrix of floats.
    ///
    /// - Precondition: `rows.count == count * features.count`.
    public func scoreRaw(
        rows: Span<Float>,
        count: Int,
        into margins: inout MutableSpan<Double>,
        workspace: inout ScoringWorkspace
    ) {
        // SAFETY: `withAddresses` checks that the matrix holds `count` rows.
        unsafe withAddresses(rows, count, &workspace) { addresses, workspace in
            unsafe scoreRaw(
                rowAddresses: addresses.span,
                element: .float32,
                into: &margins,
                workspace: &workspace
            )
        }
    }

    /// Writes the addresses of a matrix's rows into the workspace and hands them on.
    @unsafe
    private func withAddresses<Number: BitwiseCopyable>(
        _ rows: Span<Number>,
        _ count: Int,
        _ workspace: inout ScoringWorkspace,
        _ body: (UnsafeBufferPointer<UnsafeRawPointer>, inout ScoringWorkspace) -> Void
    ) {
        precondition(rows.count == count * features.count, "the matrix holds `count` rows")
        precondition(count <= workspace.maxRows, "the workspace has room for the batch")
        if count == 0 { return }
        let addresses = unsafe workspace.addresses
        unsafe rows.withUnsafeBytes { bytes in
            // SAFETY: a matrix of one row at least has an address.
            guard let first = bytes.baseAddress else { return }
            let rowBytes = features.count * MemoryLayout<Number>.stride
            for row in 0..<count { unsafe addresses[row] = first + row * rowBytes }
            unsafe body(UnsafeBufferPointer(start: addresses, count: count), &workspace)
        }
    }

    /// Block by block: margins, the output's scale, the caller's memory.
    @unsafe
    private func run(
        _ rows: UnsafeBufferPointer<UnsafeRawPointer>,
        _ element: RowElement,
        _ scores: inout MutableSpan<Double>,
        _ workspace: borrowing ScoringWorkspace,
        width: Int,
        isScaled: Bool
    ) {
        let raw = rawCount
        precondition(rows.count <= workspace.maxRows, "the workspace has room for the batch")
        precondition(
            workspace.marginCount == FastEngine.blockRows * raw,
            "the workspace is this model's"
        )
        var start = 0
        while start < rows.count, let first = rows.baseAddress {
            let count = min(FastEngine.blockRows, rows.count - start)
            let block = unsafe first + start
            let margins = unsafe workspace.margins
            if let engine {
                unsafe engine.margins(
                    of: block,
                    count: count,
                    element: element,
                    into: margins,
                    workspace
                )
            } else {
                unsafe referenceMargins(block, count, element, margins, workspace)
            }
            for row in 0..<count {
                // SAFETY: `margins` holds a block of rows, `raw` numbers each.
                var numbers = unsafe UnsafeMutableBufferPointer(
                    start: margins + row * raw,
                    count: raw
                ).mutableSpan
                if isScaled { scale.apply(&numbers) }
                for i in 0..<width { scores[(start + row) * width + i] = numbers[i] }
            }
            start += count
        }
    }

    @unsafe
    private func referenceMargins(
        _ rows: UnsafePointer<UnsafeRawPointer>,
        _ count: Int,
        _ element: RowElement,
        _ margins: UnsafeMutablePointer<Double>,
        _ workspace: borrowing ScoringWorkspace
    ) {
        // SAFETY: without a fast engine the workspace's lanes have room for a row of doubles.
        let row = unsafe UnsafeMutableBufferPointer(
            start: workspace.lanes.assumingMemoryBound(to: Double.self),
            count: features.count
        )
        for index in 0..<count {
            for feature in 0..<features.count {
                unsafe row[feature] =
                    switch element {
                    case .float32:
                        unsafe Double(
                            rows[index].loadUnaligned(
                                fromByteOffset: feature * 4,
                                as: Float.self
                            )
                        )
                    case .float64:
                        unsafe rows[index].loadUnaligned(
                            fromByteOffset: feature * 8,
                            as: Double.self
                        )
                    }
            }
            var numbers = unsafe UnsafeMutableBufferPointer(
                start: margins + index * rawCount,
                count: rawCount
            ).mutableSpan
            unsafe reference.margins(of: row.span, into: &numbers)
        }
    }
}
