/// The rows of one batch grouped by the version that scores them, by counting.
///
/// `assign` each row, then `gather`: the rows of version `v` are then `rows(of: v)`. Routes of one
/// version are scored together. Rows that were given another route are grouped once more, by
/// themselves, after `beginAgain`.
struct RowGroups: ~Copyable {
    /// By row: the route it was given last; -1 where the row is not scored.
    let routes: FixedColumn<Int32>
    /// By row: the route it was given first, whatever answered instead; -1 where it has none.
    let given: FixedColumn<Int32>
    /// By version: how many rows it has.
    private(set) var counts: FixedColumn<Int32>
    /// By version: where its run in `order` starts.
    private var starts: FixedColumn<Int32>
    /// Row indices, grouped.
    private let order: FixedColumn<Int32>
    /// Row indices, in the order they were assigned.
    private let assigned: FixedColumn<Int32>
    private var assignedCount = 0
    /// By route: its version.
    private var versionOfRoute: FixedColumn<Int32>

    /// - Parameters:
    ///   - versionOfRoute: by route, the version that scores its rows.
    ///   - versions: how many there are.
    ///   - capacity: the largest batch, messages.
    init(versionOfRoute: [Int], versions: Int, capacity: Int) {
        routes = FixedColumn(repeating: -1, count: capacity)
        given = FixedColumn(repeating: -1, count: capacity)
        order = FixedColumn(repeating: 0, count: capacity)
        assigned = FixedColumn(repeating: 0, count: capacity)
        starts = FixedColumn(repeating: 0, count: versions)
        counts = FixedColumn(repeating: 0, count: versions)
        self.versionOfRoute = FixedColumn(versionOfRoute.map { Int32($0) })
    }

    /// Groups by another table's versions from now on.
    mutating func adopt(versionOfRoute: [Int], versions: Int) {
        starts = FixedColumn(repeating: 0, count: versions)
        counts = FixedColumn(repeating: 0, count: versions)
        self.versionOfRoute = FixedColumn(versionOfRoute.map { Int32($0) })
        clear()
    }

    var versionCount: Int { counts.count }

    /// Forgets the last batch.
    mutating func clear() {
        beginAgain()
        for row in 0..<routes.count {
            routes[row] = -1
            given[row] = -1
        }
    }

    /// Forgets the groups, not the routes: rows assigned from now on are grouped by themselves.
    mutating func beginAgain() {
        assignedCount = 0
        for version in 0..<versionCount { counts[version] = 0 }
    }

    /// Gives `row` to `route`; at most once between `clear` or `beginAgain` and the next.
    @inline(__always)
    mutating func assign(_ row: Int, to route: Int) {
        routes[row] = Int32(truncatingIfNeeded: route)
        given[row] = Int32(truncatingIfNeeded: route)
        counts[Int(versionOfRoute[route])] &+= 1
        assigned[assignedCount] = Int32(truncatingIfNeeded: row)
        assignedCount &+= 1
    }

    /// Lays the assigned rows out by version.
    mutating func gather() {
        var next: Int32 = 0
        for version in 0..<versionCount {
            starts[version] = next
            next &+= counts[version]
        }
        for place in 0..<assignedCount {
            let row = assigned[place]
            let version = Int(versionOfRoute[Int(routes[Int(row)])])
            order[Int(starts[version])] = row
            starts[version] &+= 1
        }
        for version in 0..<versionCount { starts[version] &-= counts[version] }
    }

    /// A version's rows in the order they were assigned.
    @_lifetime(borrow self)
    borrowing func rows(of version: Int) -> Span<Int32> {
        order.slice(from: Int(starts[version]), count: Int(counts[version]))
    }
}
