/// Rows of a stretch of a batch by shadow, ascending.
///
/// Not thread-safe: one worker, one value.
struct StretchRows: ~Copyable {
    /// By shadow, `ShadowBudget.maxRows` each.
    let rows: FixedColumn<Int32>
    private let counts: FixedColumn<Int32>
    /// By shadow: how many were taken.
    private let taken: FixedColumn<Int32>

    init(shadows: Int) {
        rows = FixedColumn(repeating: 0, count: shadows * ShadowBudget.maxRows)
        counts = FixedColumn(repeating: 0, count: shadows)
        taken = FixedColumn(repeating: 0, count: shadows)
    }

    /// Forgets the rows of all shadows.
    func clear() { for shadow in 0..<counts.count { counts[shadow] = 0 } }

    /// Forgets the rows of one.
    func clear(_ shadow: Int) { counts[shadow] = 0 }

    /// Adds a row.
    ///
    /// - Precondition: no more than `ShadowBudget.maxRows`.
    /// - Returns: whether the shadow has as many as it may.
    func add(_ row: Int, of shadow: Int) -> Bool {
        rows[place(Int(counts[shadow]), of: shadow)] = Int32(truncatingIfNeeded: row)
        counts[shadow] += 1
        return counts[shadow] == ShadowBudget.maxRows
    }

    /// How many a shadow has.
    func count(of shadow: Int) -> Int { Int(counts[shadow]) }

    /// Where a shadow's row stands in `rows`.
    func place(_ number: Int, of shadow: Int) -> Int { shadow * ShadowBudget.maxRows + number }

    /// A shadow's row.
    func row(_ number: Int, of shadow: Int) -> Int { Int(rows[place(number, of: shadow)]) }

    /// Begins to take rows.
    func rewind() { for shadow in 0..<taken.count { taken[shadow] = 0 } }

    /// The first row that is not taken by all that have it; nil: none is left.
    var nextRow: Int? {
        var next = Int32.max
        for shadow in 0..<counts.count where taken[shadow] < counts[shadow] {
            next = min(next, rows[place(Int(taken[shadow]), of: shadow)])
        }
        return next == .max ? nil : Int(next)
    }

    /// Takes a row.
    ///
    /// - Returns: its number among the shadow's; nil where the shadow does not have it.
    func take(_ row: Int, of shadow: Int) -> Int? {
        let number = Int(taken[shadow])
        guard number < counts[shadow], self.row(number, of: shadow) == row else { return nil }
        taken[shadow] += 1
        return number
    }

    /// Takes all of a shadow's rows that are left.
    ///
    /// - Returns: how many they were.
    func takeAll(of shadow: Int) -> Int {
        let left = Int(counts[shadow] - taken[shadow])
        taken[shadow] = counts[shadow]
        return left
    }
}
