internal import Inference
internal import Operations

/// Scores each version's rows with its model, one call a version.
///
/// Rows are scored where they stand: the model is given their addresses. A version whose features
/// are laid out in another way than the decoded rows gets rows of its own, made from those. Not
/// thread-safe.
@safe
struct ScoreStep: ~Copyable {
    /// The outcome since the last `begin`: the scores of row `i` are
    /// `values[offsets[i] ..< offsets[i] + version's outputs]`.
    private(set) var values: FixedColumn<Double>
    let offsets: FixedColumn<Int32>
    /// By version: nanoseconds spent in its model since the last `begin`; 0 where it had no rows.
    private(set) var durationsNs: FixedColumn<UInt64>

    private var table: RoutingTable
    private var used = 0
    private let capacity: Int
    private var addresses: RowAddresses
    private var workspaces: WorkspaceShelf

    init(table: RoutingTable, capacity: Int) {
        self.table = table
        self.capacity = capacity
        values = FixedColumn(repeating: 0, count: capacity * Self.scoresPerRow(table))
        offsets = FixedColumn(repeating: 0, count: capacity)
        durationsNs = FixedColumn(repeating: 0, count: table.versions.count)
        addresses = RowAddresses(capacity: capacity, madeColumns: Self.madeColumns(table))
        workspaces = WorkspaceShelf(maxRows: capacity)
        workspaces.adopt(table.versions.map(\.model))
    }

    /// Scores `table`'s versions from now on; scratch memory of models that stay is kept.
    mutating func adopt(_ table: RoutingTable) {
        self.table = table
        let room = capacity * Self.scoresPerRow(table)
        if room > values.count { values = FixedColumn(repeating: 0, count: room) }
        durationsNs = FixedColumn(repeating: 0, count: table.versions.count)
        addresses.adopt(madeColumns: Self.madeColumns(table))
        workspaces.adopt(table.versions.map(\.model))
    }

    /// A row that fails is scored again by the next of its fallback chain.
    private static func scoresPerRow(_ table: RoutingTable) -> Int {
        let outputs = table.versions.map(\.model.outputCount).max() ?? 1
        let longest = table.deployments.map(\.fallback.count).max() ?? 0
        return outputs * (1 + longest)
    }

    private static func madeColumns(_ table: RoutingTable) -> Int {
        table.versions.map(\.rows.madeColumns).max() ?? 0
    }

    /// Forgets the last batch.
    mutating func begin() {
        used = 0
        for version in 0..<durationsNs.count { durationsNs[version] = 0 }
    }

    /// Scores the rows that `groups` names; the outcome is in `values` and `offsets`.
    ///
    /// May be run again within a batch, with rows that were given another route. A row that its
    /// version refuses becomes one that failed in `rows`, with the reason.
    /// - Complexity: O(rows × the model's cost). Allocates nothing.
    mutating func run(_ groups: borrowing RowGroups, of rows: borrowing DecodedRows) {
        for version in 0..<groups.versionCount where groups.counts[version] > 0 {
            score(version, groups.rows(of: version), rows)
        }
    }

    /// Scores rows of one version behind what is scored already.
    private mutating func score(
        _ version: Int,
        _ group: Span<Int32>,
        _ rows: borrowing DecodedRows
    ) {
        let chosen = table.versions[version]
        let outputs = chosen.model.outputCount
        addresses.fill(chosen.rows, group, of: rows)
        guard addresses.count > 0 else { return }
        for place in 0..<addresses.count {
            offsets[Int(addresses.rows[place])] = Int32(truncatingIfNeeded: used + place * outputs)
        }
        let pointers = unsafe Span(_unsafeElements: addresses.buffer)
        let workspace = unsafe workspaces.address(of: version)
        let began = MonotonicClock.nanoseconds()
        var scores = values.mutableSlice(from: used, count: addresses.count * outputs)
        // SAFETY: each address is that of a row of this version's format, with as many elements as
        // the model has features; it was written in this turn.
        unsafe chosen.model.score(
            rowAddresses: pointers,
            element: chosen.element,
            into: &scores,
            workspace: &workspace.pointee
        )
        durationsNs[version] &+= max(1, MonotonicClock.nanoseconds() - began)
        used += addresses.count * outputs
    }
}
