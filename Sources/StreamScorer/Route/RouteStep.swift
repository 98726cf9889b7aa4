/// Groups the decoded rows of a batch by the route that answers them.
///
/// Each route's rows are a run of `order`, in the batch's order. Not thread-safe.
struct RouteStep: ~Copyable {
    /// The outcome of the last `run`.
    private(set) var groups: RowGroups
    private let table: RoutingTable

    init(table: RoutingTable, capacity: Int) {
        self.table = table
        groups = RowGroups(routes: table.routes.count, capacity: capacity)
    }

    /// Routes every decoded row of `rows` to its deployment's champion.
    ///
    /// - Complexity: O(rows + routes). Allocates nothing.
    mutating func run(_ rows: borrowing DecodedRows) {
        groups.clear()
        for row in 0..<rows.count where rows.states[row] == .decoded {
            groups.assign(row, to: table.championByDeployment[Int(rows.deployments[row])])
        }
        groups.gather(rows.count)
    }
}
