/// The rows of one batch grouped by the version that scores them, by counting.
///
/// `assign` each row, then `gather`: the rows of version `v` are then
/// `order[starts[v] ..< starts[v] + counts[v]]`. Routes of one version are scored together.
struct RowGroups: ~Copyable {
    /// By row: its route; -1 where the row is not scored.
    let routes: FixedColumn<Int32>
    /// Row indices, grouped.
    let order: FixedColumn<Int32>
    /// By version: where its run in `order` starts, and how long it is.
    private(set) var starts: FixedColumn<Int32>
    private(set) var counts: FixedColumn<Int32>
    /// By route: its version.
    private var versionOfRoute: FixedColumn<Int32>

    /// - Parameters:
    ///   - versionOfRoute: by route, the version that scores its rows.
    ///   - versions: how many there are.
    ///   - capacity: the largest batch, messages.
    init(versionOfRoute: [Int], versions: Int, capacity: Int) {
        routes = FixedColumn(repeating: -1, count: capacity)
        order = FixedColumn(repeating: 0, count: capacity)
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
    func clear() {
        for version in 0..<versionCount { counts[version] = 0 }
        for row in 0..<routes.count { routes[row] = -1 }
    }

    /// Gives `row` to `route`; a row that has a route already leaves it.
    ///
    /// Groups that were gathered stay as they are until they are gathered again.
    @inline(__always)
    func assign(_ row: Int, to route: Int) {
        routes[row] = Int32(truncatingIfNeeded: route)
        counts[Int(versionOfRoute[route])] &+= 1
    }

    /// Lays out `order` for the first `rowCount` rows.
    func gather(_ rowCount: Int) {
        var next: Int32 = 0
        for version in 0..<versionCount {
            starts[version] = next
            next &+= counts[version]
        }
        for row in 0..<rowCount {
            let route = Int(routes[row])
            guard route >= 0 else { continue }
            let version = Int(versionOfRoute[route])
            order[Int(starts[version])] = Int32(truncatingIfNeeded: row)
            starts[version] &+= 1
        }
        for version in 0..<versionCount { starts[version] &-= counts[version] }
    }
}
