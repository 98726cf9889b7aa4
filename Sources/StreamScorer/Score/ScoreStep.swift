internal import Inference
internal import Operations

/// Scores each route's rows with its model, one call a route.
///
/// Rows are scored where they stand: the model is given their addresses. Not thread-safe.
@safe
struct ScoreStep: ~Copyable {
    /// The outcome of the last `run`: the scores of row `i` are
    /// `values[offsets[i] ..< offsets[i] + route's outputs]`.
    private(set) var values: FixedColumn<Double>
    let offsets: FixedColumn<Int32>

    private let table: RoutingTable
    private let addresses: UnsafeMutableBufferPointer<UnsafeRawPointer>
    private let workspaces: UnsafeMutableBufferPointer<ScoringWorkspace>
    /// By route: nanoseconds the last `run` spent in its model; 0 where it had no rows.
    let durationsNs: FixedColumn<UInt64>

    init(table: RoutingTable, capacity: Int) {
        self.table = table
        let outputs = table.routes.map(\.model.outputCount).max() ?? 1
        values = FixedColumn(repeating: 0, count: capacity * outputs)
        offsets = FixedColumn(repeating: 0, count: capacity)
        unsafe addresses = .allocate(capacity: capacity)
        durationsNs = FixedColumn(repeating: 0, count: table.routes.count)
        unsafe workspaces = .allocate(capacity: table.routes.count)
        for (index, route) in table.routes.enumerated() {
            unsafe workspaces.initializeElement(
                at: index,
                to: route.model.makeWorkspace(maxRows: capacity)
            )
        }
    }

    deinit {
        unsafe addresses.deallocate()
        unsafe workspaces.deinitialize()
        unsafe workspaces.deallocate()
    }

    /// Scores the rows that `groups` names; the outcome is in `values` and `offsets`.
    ///
    /// - Complexity: O(rows × the model's cost). Allocates nothing.
    mutating func run(_ groups: borrowing RowGroups, of rows: borrowing DecodedRows) {
        var used = 0
        for route in 0..<groups.routeCount {
            let count = Int(groups.counts[route])
            durationsNs[route] = 0
            guard count > 0 else { continue }
            let start = Int(groups.starts[route])
            let outputs = table.routes[route].model.outputCount
            for place in 0..<count {
                let row = Int(groups.order[start + place])
                // SAFETY: the decode step noted an address, never null, for each decoded row;
                // `place` is below the batch's capacity, which `addresses` has room for.
                unsafe addresses.initializeElement(
                    at: place,
                    to: UnsafeRawPointer(bitPattern: rows.addresses[row]).unsafelyUnwrapped
                )
                offsets[row] = Int32(truncatingIfNeeded: used + place * outputs)
            }
            score(route, count: count, into: used)
            used += count * outputs
        }
    }

    private mutating func score(_ route: Int, count: Int, into first: Int) {
        let chosen = table.routes[route]
        let workspace = unsafe workspaces.baseAddress.unsafelyUnwrapped + route
        let pointers = unsafe Span(
            _unsafeElements: UnsafeBufferPointer(rebasing: addresses[..<count])
        )
        let began = MonotonicClock.nanoseconds()
        var scores = values.mutableSlice(from: first, count: count * chosen.model.outputCount)
        // SAFETY: each address was written by the decode step of this turn for a row of this
        // route's format, with as many elements as the model has features.
        unsafe chosen.model.score(
            rowAddresses: pointers,
            element: chosen.element,
            into: &scores,
            workspace: &workspace.pointee
        )
        durationsNs[route] = max(1, MonotonicClock.nanoseconds() - began)
    }
}
