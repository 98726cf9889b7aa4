/// The rows of one batch grouped by route, by counting.
///
/// `assign` each row, then `gather`: the rows of route `r` are then
/// `order[starts[r] ..< starts[r] + counts[r]]`.
struct RowGroups: ~Copyable {
    let routeCount: Int
    /// By row: its route; -1 where the row is not scored.
    let routes: FixedColumn<Int32>
    /// Row indices, grouped.
    let order: FixedColumn<Int32>
    /// By route: where its run in `order` starts, and how long it is.
    let starts: FixedColumn<Int32>
    let counts: FixedColumn<Int32>

    init(routes routeCount: Int, capacity: Int) {
        self.routeCount = routeCount
        routes = FixedColumn(repeating: -1, count: capacity)
        order = FixedColumn(repeating: 0, count: capacity)
        starts = FixedColumn(repeating: 0, count: routeCount)
        counts = FixedColumn(repeating: 0, count: routeCount)
    }

    /// Forgets the last batch.
    func clear() {
        for route in 0..<routeCount { counts[route] = 0 }
        for row in 0..<routes.count { routes[row] = -1 }
    }

    /// Gives `row` to `route`.
    @inline(__always)
    func assign(_ row: Int, to route: Int) {
        routes[row] = Int32(truncatingIfNeeded: route)
        counts[route] &+= 1
    }

    /// Lays out `order` for the first `rowCount` rows.
    func gather(_ rowCount: Int) {
        var next: Int32 = 0
        for route in 0..<routeCount {
            starts[route] = next
            next &+= counts[route]
        }
        for row in 0..<rowCount {
            let route = Int(routes[row])
            guard route >= 0 else { continue }
            order[Int(starts[route])] = Int32(truncatingIfNeeded: row)
            starts[route] &+= 1
        }
        for route in 0..<routeCount { starts[route] &-= counts[route] }
    }
}
