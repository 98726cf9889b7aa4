internal import Kafka

/// Finds the route of each decoded row of a batch, and groups rows by the version that scores them.
///
/// Each version's rows are in the batch's order. Not thread-safe.
struct RouteStep: ~Copyable {
    /// The outcome of the last `run`.
    private(set) var groups: RowGroups
    /// By deployment: rows that canaries would have taken their share of, had they the sticky value.
    let unsticky: FixedColumn<UInt64>
    private var deciders: RouteDeciders
    private var scratch = RouteScratch()

    init(table: RoutingTable, capacity: Int) {
        deciders = RouteDeciders(table.deployments.map(\.choice))
        unsticky = FixedColumn(repeating: 0, count: table.deployments.count)
        groups = RowGroups(
            versionOfRoute: table.routes.map(\.version),
            versions: table.versions.count,
            capacity: capacity
        )
    }

    /// Routes by `table` from now on; its deployments are those of the table before.
    mutating func adopt(_ table: RoutingTable) {
        deciders = RouteDeciders(table.deployments.map(\.choice))
        groups.adopt(
            versionOfRoute: table.routes.map(\.version),
            versions: table.versions.count
        )
    }

    /// Routes every decoded row of `rows`.
    ///
    /// - Complexity: O(rows + versions), and what each decision costs. Allocates nothing.
    mutating func run(_ batch: borrowing MessageBatch, _ rows: borrowing DecodedRows) {
        groups.clear()
        for deployment in 0..<unsticky.count { unsticky[deployment] = 0 }
        for row in 0..<rows.count where rows.states[row] == .decoded {
            let deployment = Int(rows.deployments[row])
            let decision = deciders.decide(deployment, batch[row], row, rows, &scratch)
            groups.assign(row, to: Int(decision.route))
            if decision.lacksStickyValue { unsticky[deployment] &+= 1 }
        }
        groups.gather()
    }
}
