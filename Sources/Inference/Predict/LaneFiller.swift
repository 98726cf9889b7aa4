/// Turns rows into lanes (`LanePlan`): the only place where a feature's bytes are read.
///
/// - Thread safety: read-only after its initialisation.
struct LaneFiller: BitwiseCopyable, Sendable {
    /// A number lane, as the loops need it.
    struct Lane: BitwiseCopyable {
        /// Of the feature, in elements.
        var feature: Int32
        var missing: Float
        /// First of the lane's bounds and their number.
        var firstBound: Int32
        var boundCount: Int32
        /// First word of the lane's gap filter, and the shift that makes a hash an index of a bit.
        var firstFilterWord: Int32
        var filterShift: Int32
        var zeroIsMissing: Bool
    }

    /// A category column, as the loop needs it.
    struct Column: BitwiseCopyable {
        var feature: Int32
        var firstLane: Int32
        var wordCount: Int32
        var codeCount: Int32
        var firstTableWord: Int
    }

    let arithmetic: Forest.Arithmetic
    let plainCount: Int
    let zeroMissingCount: Int
    let rankedCount: Int
    let columnCount: Int
    let lanes: FlatTable<Lane>
    let bounds: FlatTable<Double>
    let filters: FlatTable<UInt64>
    let columns: FlatTable<Column>
    let categoryTable: FlatTable<UInt32>

    init(_ plan: LanePlan, arithmetic: Forest.Arithmetic, in storage: FlatStorage) {
        self.arithmetic = arithmetic
        var lanes: [Lane] = []
        var bounds: [Double] = []
        var filters: [UInt64] = []
        for lane in plan.numberLanes {
            let filter = GapFilter(lane)
            lanes.append(
                Lane(
                    feature: Int32(lane.feature),
                    missing: lane.missingCode,
                    firstBound: Int32(bounds.count),
                    boundCount: Int32(lane.bounds.count),
                    firstFilterWord: Int32(filters.count),
                    filterShift: filter.shift,
                    zeroIsMissing: lane.treatsZeroAsMissing
                )
            )
            bounds.append(contentsOf: lane.bounds)
            filters.append(contentsOf: filter.words)
        }
        func count(_ kind: LanePlan.NumberLane.Kind) -> Int {
            plan.numberLanes.count { $0.kind == kind }
        }
        plainCount = count(.plain)
        zeroMissingCount = count(.zeroMissing)
        rankedCount = count(.ranked)
        var columns: [Column] = []
        var table: [UInt32] = []
        for column in plan.categories.columns {
            columns.append(
                Column(
                    feature: Int32(column.feature),
                    firstLane: Int32(column.firstLane),
                    wordCount: Int32(column.wordCount),
                    codeCount: Int32(column.codeCount),
                    firstTableWord: table.count
                )
            )
            table.append(contentsOf: column.table)
        }
        columnCount = columns.count
        self.lanes = storage.table(lanes)
        self.bounds = storage.table(bounds)
        self.filters = storage.table(filters)
        self.columns = storage.table(columns)
        categoryTable = storage.table(table)
    }
}
