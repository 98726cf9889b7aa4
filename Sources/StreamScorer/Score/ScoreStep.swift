internal import Inference
internal import Operations
internal import Records

/// Scores each version's rows with its model, one call a version.
///
/// Rows are scored where they stand: the model is given their addresses. A version whose features
/// are laid out in another way than the decoded rows gets rows of its own, made from those. Not
/// thread-safe.
@safe
struct ScoreStep: ~Copyable {
    /// The outcome of the last `run`: the scores of row `i` are
    /// `values[offsets[i] ..< offsets[i] + version's outputs]`.
    private(set) var values: FixedColumn<Double>
    let offsets: FixedColumn<Int32>
    /// By version: nanoseconds the last `run` spent in its model; 0 where it had no rows.
    private(set) var durationsNs: FixedColumn<UInt64>

    private var table: RoutingTable
    private var used = 0
    private let capacity: Int
    private let addresses: UnsafeMutableBufferPointer<UnsafeRawPointer>
    private var workspaces: WorkspaceShelf
    /// Rows of the version being scored that had to be made.
    private var made: FeatureMatrix

    init(table: RoutingTable, capacity: Int) {
        self.table = table
        self.capacity = capacity
        values = FixedColumn(repeating: 0, count: capacity * Self.outputs(of: table))
        offsets = FixedColumn(repeating: 0, count: capacity)
        unsafe addresses = .allocate(capacity: capacity)
        durationsNs = FixedColumn(repeating: 0, count: table.versions.count)
        workspaces = WorkspaceShelf(maxRows: capacity)
        workspaces.adopt(table.versions.map(\.model))
        made = Self.matrix(for: table, capacity)
    }

    deinit { unsafe addresses.deallocate() }

    /// Scores `table`'s versions from now on; scratch memory of models that stay is kept.
    mutating func adopt(_ table: RoutingTable) {
        self.table = table
        let room = capacity * Self.outputs(of: table)
        if room > values.count { values = FixedColumn(repeating: 0, count: room) }
        durationsNs = FixedColumn(repeating: 0, count: table.versions.count)
        workspaces.adopt(table.versions.map(\.model))
        if (table.versions.map(\.rows.madeColumns).max() ?? 0) > made.columns {
            made = Self.matrix(for: table, capacity)
        }
    }

    private static func outputs(of table: RoutingTable) -> Int {
        table.versions.map(\.model.outputCount).max() ?? 1
    }

    private static func matrix(for table: RoutingTable, _ capacity: Int) -> FeatureMatrix {
        let columns = table.versions.map(\.rows.madeColumns).max() ?? 0
        return FeatureMatrix(rows: columns == 0 ? 1 : capacity, columns: max(1, columns))
    }

    /// Scores the rows that `groups` names; the outcome is in `values` and `offsets`.
    ///
    /// A row that its version refuses becomes one that failed in `rows`, with the reason.
    /// - Complexity: O(rows × the model's cost). Allocates nothing.
    mutating func run(_ groups: borrowing RowGroups, of rows: borrowing DecodedRows) {
        used = 0
        for version in 0..<groups.versionCount {
            durationsNs[version] = 0
            guard groups.counts[version] > 0 else { continue }
            score(version, groups, rows)
        }
    }

    /// Scores one version's rows behind what is scored already.
    private mutating func score(
        _ version: Int,
        _ groups: borrowing RowGroups,
        _ rows: borrowing DecodedRows
    ) {
        let chosen = table.versions[version]
        let outputs = chosen.model.outputCount
        let start = Int(groups.starts[version])
        var count = 0
        for place in start..<start + Int(groups.counts[version]) {
            let row = Int(groups.order[place])
            var address = rows.addresses[row]
            if !chosen.rows.areInPlace {
                address = chosen.rows.address(of: row, in: rows, &made, place: count)
                guard address != 0 else { continue }
            }
            // SAFETY: the decode step noted an address, never null, for each decoded row, and so
            // does `address(of:)` where it gives one; `count` is below the batch's capacity, which
            // `addresses` has room for.
            unsafe addresses.initializeElement(
                at: count,
                to: UnsafeRawPointer(bitPattern: address).unsafelyUnwrapped
            )
            offsets[row] = Int32(truncatingIfNeeded: used + count * outputs)
            count += 1
        }
        guard count > 0 else { return }
        let pointers = unsafe Span(
            _unsafeElements: UnsafeBufferPointer(rebasing: addresses[..<count])
        )
        let workspace = unsafe workspaces.address(of: version)
        let began = MonotonicClock.nanoseconds()
        var scores = values.mutableSlice(from: used, count: count * outputs)
        // SAFETY: each address is that of a row of this version's format, with as many elements as
        // the model has features; it was written in this turn.
        unsafe chosen.model.score(
            rowAddresses: pointers,
            element: chosen.element,
            into: &scores,
            workspace: &workspace.pointee
        )
        durationsNs[version] = max(1, MonotonicClock.nanoseconds() - began)
        used += count * outputs
    }
}
