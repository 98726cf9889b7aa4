/// One row at a time, for whoever does not score a batch of them.
extension ColumnCounter {
    /// Counts the features of a row.
    ///
    /// - Parameters:
    ///   - row: as many numbers as the baseline has features.
    ///   - cells: ``cellCount`` of them.
    /// - Precondition: of these numbers.
    /// - Complexity: O(features × log bins). Allocates nothing.
    public func countFeatures(of row: Span<Double>, into cells: inout [UInt32]) {
        precondition(row.count == featureCount, "one number a feature")
        // SAFETY: a row of as many doubles as there are features, and all the cells, by the line above
        // and by `each`.
        unsafe each(row, &cells) { rows, cells in
            unsafe countFeatures(rows: rows, of: .float64, into: cells)
        }
    }

    /// Counts the scores of a row.
    ///
    /// - Parameters:
    ///   - row: as many numbers as the baseline has scores.
    ///   - cells: ``cellCount`` of them.
    /// - Precondition: of these numbers.
    /// - Complexity: O(scores × log bins). Allocates nothing.
    public func countScores(of row: Span<Double>, into cells: inout [UInt32]) {
        precondition(row.count == scoreCount, "one number a score")
        // SAFETY: as above, of scores.
        unsafe each(row, &cells) { rows, cells in
            unsafe countScores(rows: rows, into: cells)
        }
    }

    @unsafe
    private func each(
        _ row: Span<Double>,
        _ cells: inout [UInt32],
        _ count: (Span<UnsafeRawPointer>, Span<UnsafeMutablePointer<UInt32>>) -> Void
    ) {
        precondition(cells.count == cellCount, "the cells of this baseline")
        // SAFETY: the addresses are used within the borrow of what they point to. An empty row is
        // nobody's: a baseline has features, and scores where they are counted.
        unsafe row.withUnsafeBytes { row in
            guard let start = row.baseAddress else { return }
            unsafe cells.withUnsafeMutableBufferPointer { cells in
                guard let first = cells.baseAddress else { return }
                unsafe withUnsafePointer(to: start) { rows in
                    unsafe withUnsafePointer(to: first) { targets in
                        unsafe count(
                            Span(_unsafeStart: rows, count: 1),
                            Span(_unsafeStart: targets, count: 1)
                        )
                    }
                }
            }
        }
    }
}

extension Counters {
    /// Counters of cells as a ``ColumnCounter`` has them.
    ///
    /// - Parameters:
    ///   - rows: how many rows were counted; at least as many as the fullest cell has.
    ///   - cells: their cells.
    /// - Throws: `ObservationError` where a cell has more than the rows.
    public init(rows: Int, counted cells: [UInt32]) throws(ObservationError) {
        try self.init(rows: rows, cells: cells.map { Int($0) })
    }
}
