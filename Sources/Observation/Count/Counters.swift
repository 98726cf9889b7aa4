/// How many rows fell into each cell of each subject: exact to add, exact to subtract.
///
/// The cells stand subject after subject in the order of the baseline: of a number its bins, below
/// the range, above it, nulls (what is outside the range is in a bin as well); of a category its
/// values, other, unseen, nulls. Addition commutes, so any assignment of rows to counters merges to
/// the same ones.
///
/// Thread safety: a value.
public struct Counters: Sendable, Hashable {
    /// Rows that a counter holds at most: exact in floating point, and no sum overflows.
    public static let maxRows = 1 << 53

    /// Rows that were counted.
    public private(set) var rows: Int
    /// The cells of all subjects.
    public private(set) var cells: [Int]

    /// Counters of nothing.
    ///
    /// - Parameter cellCount: cells of all subjects.
    public init(cellCount: Int) {
        rows = 0
        cells = [Int](repeating: 0, count: cellCount)
    }

    /// Counters as they were stored or sent.
    ///
    /// - Throws: `ObservationError` when a number is negative, larger than the rows, or there are too
    ///   many rows.
    public init(rows: Int, cells: [Int]) throws(ObservationError) {
        guard (0...Self.maxRows).contains(rows) else {
            throw ObservationError("rows", "must be 0 to \(Self.maxRows)")
        }
        guard cells.allSatisfy({ (0...rows).contains($0) }) else {
            throw ObservationError("cells", "must be 0 to the \(rows) rows")
        }
        self.rows = rows
        self.cells = cells
    }

    /// Adds what others counted.
    ///
    /// - Throws: `ObservationError` when they are of another layout or the rows become too many;
    ///   nothing is changed then.
    public mutating func add(_ others: Counters) throws(ObservationError) {
        try requireSameLayout(others)
        guard others.rows <= Self.maxRows - rows else {
            throw ObservationError("rows", "would be more than \(Self.maxRows)")
        }
        rows += others.rows
        for index in cells.indices { cells[index] += others.cells[index] }
    }

    /// Takes away what others counted.
    ///
    /// - Throws: `ObservationError` when they are of another layout or were never added: a cell would
    ///   be negative. Nothing is changed then.
    public mutating func subtract(_ others: Counters) throws(ObservationError) {
        try requireSameLayout(others)
        guard others.rows <= rows, zip(cells, others.cells).allSatisfy({ $0 >= $1 }) else {
            throw ObservationError("counters", "hold less than what is taken away")
        }
        rows -= others.rows
        for index in cells.indices { cells[index] -= others.cells[index] }
    }

    private func requireSameLayout(_ others: Counters) throws(ObservationError) {
        guard cells.count == others.cells.count else {
            throw ObservationError(
                "counters",
                "have \(others.cells.count) cells, not \(cells.count): another baseline's"
            )
        }
    }

    /// Counts one row.
    mutating func countRow() { rows += 1 }

    /// Counts one row into a cell.
    mutating func count(cell: Int) { cells[cell] += 1 }
}
