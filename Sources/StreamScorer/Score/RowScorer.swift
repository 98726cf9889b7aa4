internal import Inference
internal import Operations

/// Gathers rows for one version at a time and has its model score them.
///
/// Rows are scored where they stand, or made from those where the version's features are laid out in
/// another way. `fill` with the rows, then `score` runs of them. Not thread-safe.
@safe
struct RowScorer: ~Copyable {
    private var addresses: RowAddresses
    private var workspaces: WorkspaceShelf

    /// - Parameters:
    ///   - versions: those that are scored here.
    ///   - capacity: the largest batch, messages.
    init(versions: [RoutingTable.Version], capacity: Int) {
        addresses = RowAddresses(capacity: capacity, madeColumns: Self.madeColumns(versions))
        workspaces = WorkspaceShelf(maxRows: capacity)
        workspaces.adopt(versions.map(\.model))
    }

    /// Scores these versions from now on; scratch memory of models that stay is kept.
    mutating func adopt(_ versions: [RoutingTable.Version]) {
        addresses.adopt(madeColumns: Self.madeColumns(versions))
        workspaces.adopt(versions.map(\.model))
    }

    private static func madeColumns(_ versions: [RoutingTable.Version]) -> Int {
        versions.map(\.rows.madeColumns).max() ?? 0
    }

    /// How many of the rows last filled in the version takes.
    var count: Int { addresses.count }

    /// How many it does not take.
    var refused: Int { addresses.refused }

    /// The row of the batch at a place among those that it takes.
    func row(at place: Int) -> Int { Int(addresses.rows[place]) }

    /// Notes the rows of `version`'s group, as `RowAddresses.fill` does.
    mutating func fill(
        _ version: RoutingTable.Version,
        _ group: Span<Int32>,
        of decoded: borrowing DecodedRows
    ) {
        addresses.fill(version.rows, group, of: decoded)
    }

    /// Notes `length` rows that `group` names from `start` on for `version`, as `RowAddresses.fill`
    /// does.
    mutating func fill(
        _ version: RoutingTable.Version,
        _ group: borrowing FixedColumn<Int32>,
        from start: Int,
        count length: Int,
        of decoded: borrowing DecodedRows
    ) {
        addresses.fill(
            version.rows,
            group.slice(from: start, count: length),
            of: decoded,
            isServing: false
        )
    }

    /// Scores the rows at places `start ..< start + length` into `values` from `first` on.
    ///
    /// - Parameters:
    ///   - version: the version the rows were noted for.
    ///   - place: its place among the versions that are scored here.
    ///   - start: the first row.
    ///   - length: how many rows.
    ///   - values: has room for as many rows' outputs.
    ///   - first: where the first row's outputs go.
    /// - Complexity: O(rows × the model's cost). Allocates nothing.
    mutating func score(
        _ version: RoutingTable.Version,
        place: Int,
        from start: Int = 0,
        count length: Int,
        into values: inout FixedColumn<Double>,
        at first: Int
    ) {
        let pointers = unsafe Span(
            _unsafeElements: UnsafeBufferPointer(
                rebasing: addresses.buffer[start..<start + length]
            )
        )
        let workspace = unsafe workspaces.address(of: place)
        var scores = values.mutableSlice(from: first, count: length * version.model.outputCount)
        // SAFETY: each address is that of a row of this version's format, with as many elements as
        // the model has features; it was written in this turn.
        unsafe version.model.score(
            rowAddresses: pointers,
            element: version.element,
            into: &scores,
            workspace: &workspace.pointee
        )
    }
}
