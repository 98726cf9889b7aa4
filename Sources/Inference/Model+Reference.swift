extension Model {
    /// Adds up the margins of a row-major matrix of doubles by the slow, obvious engine.
    ///
    /// Each tree is walked as the library walks it. For tests and for doubters; it may allocate.
    ///
    /// - Parameters:
    ///   - rows: `count * features.count` numbers.
    ///   - count: how many rows there are.
    ///   - margins: the first `count * rawCount` numbers are overwritten.
    /// - Precondition: `rows.count == count * features.count`.
    /// - Complexity: O(rows × trees × depth).
    public func referenceScoreRaw(
        rows: Span<Double>,
        count: Int,
        into margins: inout MutableSpan<Double>
    ) {
        precondition(rows.count == count * features.count, "the matrix holds `count` rows")
        let raw = rawCount
        for row in 0..<count {
            let values = rows.extracting(row * features.count..<(row + 1) * features.count)
            var numbers = margins._mutatingExtracting(row * raw..<(row + 1) * raw)
            reference.margins(of: values, into: &numbers)
        }
    }

    /// As above, for floats.
    ///
    /// - Precondition: `rows.count == count * features.count`.
    public func referenceScoreRaw(
        rows: Span<Float>,
        count: Int,
        into margins: inout MutableSpan<Double>
    ) {
        var doubles: [Double] = []
        doubles.reserveCapacity(rows.count)
        for index in rows.indices { doubles.append(Double(rows[index])) }
        referenceScoreRaw(rows: doubles.span, count: count, into: &margins)
    }
}
