/// Counts rows column by column into the cells of a baseline, as ``ObservationPlan`` counts them one by
/// one: what a scorer counts with.
///
/// Rows stay where they were scored. A number's bin is looked up in a grid of its range, and compared
/// with the few edges that share a place of the grid; where too many do, it is searched by halves.
///
/// - Thread safety: a value; it is read only.
public struct ColumnCounter: Sendable {
    /// How the numbers of a row are held.
    public enum Element: Sendable {
        /// `Double`, aligned.
        case float64
        /// `Float`, at any address.
        case float32
    }

    /// Cells of all subjects.
    public let cellCount: Int
    /// Subjects that are features; the rest are scores.
    public let featureCount: Int
    /// Subjects that are scores.
    public var scoreCount: Int { columns.count - featureCount }

    private struct Column: BitwiseCopyable {
        /// Where its cells begin.
        var start: Int32
        /// The cell behind its bins, or behind its values.
        var end: Int32
        /// Where its edges begin, or its cells by code.
        var first: Int32
        /// How many edges there are with padding, and one; how many codes have a cell.
        var size: Int32
        var kind: Kind
        var min: Double
        var max: Double
        /// A value's place in the grid is that of `(value - origin) * scale`.
        var origin = 0.0
        var scale = 0.0
        /// Where its grid begins.
        var grid: Int32 = 0
    }

    private enum Kind: UInt8, BitwiseCopyable {
        case grid
        case search
        case category
    }

    private let columns: [Column]
    private let edges: [Double]
    /// Of columns with a grid, by place: how many edges stand at places before it.
    private let grids: [UInt16]
    /// Of categories, by code: the cell.
    private let cellsByCode: [Int32]
    /// The NaN of a category that is in no table.
    private let unseenBits: UInt64

    /// Places of a grid, and edges that may share one.
    private static let gridPlaces = 1_024
    private static let maxSharing = 4

    /// Codes above it have no table of cells: none is that large.
    private static let maxCode = 65_535.0

    /// A counter by a baseline.
    ///
    /// - Parameters:
    ///   - baseline: names the cells.
    ///   - unseen: the NaN that stands for a category in no table; any other NaN is null.
    ///   - code: what a row holds for a category of the feature at a place; nil where the model has
    ///     no code for it.
    /// - Throws: `ObservationError` when the baseline has more cells than a record may have.
    public init(
        _ baseline: Baseline,
        unseen: Double,
        code: (_ feature: Int, _ name: CategoryName) -> Double?
    ) throws(ObservationError) {
        var columns: [Column] = []
        var edges: [Double] = []
        var grids: [UInt16] = []
        var cellsByCode: [Int32] = []
        var start = 0
        for (place, subject) in baseline.subjects.enumerated() {
            var column = Column(
                start: Int32(clamping: start),
                end: Int32(clamping: start + subject.cellCount - 3),
                first: 0,
                size: 0,
                kind: .search,
                min: -.infinity,
                max: .infinity
            )
            switch subject.reference {
            case .number(let number):
                var size = 1
                while size <= number.bins.edges.count { size *= 2 }
                column.first = Int32(clamping: edges.count)
                column.size = Int32(clamping: size)
                edges += number.bins.edges
                edges += repeatElement(.infinity, count: size - number.bins.edges.count)
                if let grid = Self.grid(of: number.bins.edges, &column) {
                    column.grid = Int32(clamping: grids.count)
                    grids += grid
                }
                if let summary = number.summary {
                    column.min = summary.min
                    column.max = summary.max
                }
            case .category(let category):
                let table = Self.cells(category, column) { code(place, $0) }
                column.kind = .category
                column.first = Int32(clamping: cellsByCode.count)
                column.size = Int32(clamping: table.count)
                cellsByCode += table
            }
            columns.append(column)
            start += subject.cellCount
            guard start <= ObservationRecord.maxCells else {
                throw ObservationError(
                    "baseline",
                    "has more than \(ObservationRecord.maxCells) cells: build it with fewer "
                        + "features, bins or values"
                )
            }
        }
        self.columns = columns
        self.edges = edges
        self.grids = grids
        self.cellsByCode = cellsByCode
        unseenBits = unseen.bitPattern
        featureCount = baseline.features.count
        cellCount = start
    }

    /// Lays a grid over a column's edges.
    ///
    /// A value is above every edge at a place before its own, because the place of a number never
    /// falls as the number grows, however it is rounded.
    /// - Returns: nil where the edges are too far from evenly spread.
    private static func grid(of edges: [Double], _ column: inout Column) -> [UInt16]? {
        guard let first = edges.first, let last = edges.last, last > first else { return nil }
        column.origin = first
        column.scale = Double(gridPlaces - 1) / (last - first)
        guard column.scale.isFinite, column.scale > 0 else { return nil }
        var sharing = [UInt16](repeating: 0, count: gridPlaces)
        for edge in edges { sharing[place(of: edge, column)] += 1 }
        guard sharing.allSatisfy({ $0 <= maxSharing }) else { return nil }
        column.kind = .grid
        var before: UInt16 = 0
        return sharing.map { count in
            defer { before += count }
            return before
        }
    }

    /// The place of a number that is not NaN.
    @inline(__always)
    private static func place(of value: Double, _ column: Column) -> Int {
        let scaled = (value - column.origin) * column.scale
        return Int(Swift.min(Double(gridPlaces - 1), Swift.max(0, scaled)))
    }

    /// The cells of a category by code; where no category has a code, the cell of what is unseen.
    private static func cells(
        _ category: CategoryReference,
        _ column: Column,
        code: (CategoryName) -> Double?
    ) -> [Int32] {
        var table: [Int32] = []
        func note(_ name: CategoryName, _ cell: Int32) {
            guard let code = code(name), code >= 0, code <= maxCode, code.rounded() == code else {
                return
            }
            while table.count <= Int(code) { table.append(column.end + 1) }
            // Of names that share a code the most frequent one is first.
            if table[Int(code)] == column.end + 1 { table[Int(code)] = cell }
        }
        for (index, name) in category.values.enumerated() {
            note(name, column.start + Int32(clamping: index))
        }
        for name in category.otherValues { note(name, column.end) }
        return table
    }

    /// Counts the features of rows.
    ///
    /// - Parameters:
    ///   - rows: where each row stands; as many numbers as the baseline has features.
    ///   - element: how they are held.
    ///   - cells: of each row, where the cells that it counts into begin: ``cellCount`` of them.
    /// - Complexity: O(rows × features × log bins). Allocates nothing.
    @unsafe
    public func countFeatures(
        rows: Span<UnsafeRawPointer>,
        of element: Element,
        into cells: Span<UnsafeMutablePointer<UInt32>>
    ) {
        for index in 0..<featureCount {
            switch element {
            case .float64:
                unsafe count(columns[index], rows, at: index, cells) { row, index in
                    unsafe row.load(fromByteOffset: index &* 8, as: Double.self)
                }
            case .float32:
                unsafe count(columns[index], rows, at: index, cells) { row, index in
                    Double(unsafe row.loadUnaligned(fromByteOffset: index &* 4, as: Float.self))
                }
            }
        }
    }

    /// Counts the scores of rows.
    ///
    /// - Parameters:
    ///   - rows: where the scores of each row stand, as `Double`; as many as the baseline has.
    ///   - cells: as for features.
    /// - Complexity: O(rows × scores × log bins). Allocates nothing.
    @unsafe
    public func countScores(
        rows: Span<UnsafeRawPointer>,
        into cells: Span<UnsafeMutablePointer<UInt32>>
    ) {
        for index in 0..<scoreCount {
            unsafe count(columns[featureCount + index], rows, at: index, cells) { row, index in
                unsafe row.load(fromByteOffset: index &* 8, as: Double.self)
            }
        }
    }

    @unsafe @inline(__always)
    private func count(
        _ column: Column,
        _ rows: Span<UnsafeRawPointer>,
        at index: Int,
        _ cells: Span<UnsafeMutablePointer<UInt32>>,
        _ load: (UnsafeRawPointer, Int) -> Double
    ) {
        switch column.kind {
        case .category:
            // SAFETY: the caller vouches for rows and cells, of which there are as many; a cell is
            // one of the column's, made in `init`. Likewise below.
            for place in unsafe rows.indices {
                let value = unsafe load(rows[unchecked: place], index)
                unsafe cells[unchecked: place][cell(ofCategory: value, column)] &+= 1
            }
        case .grid:
            for place in unsafe rows.indices {
                let value = unsafe load(rows[unchecked: place], index)
                unsafe note(value, column, cells[unchecked: place]) { gridBin(of: $0, column) }
            }
        case .search:
            for place in unsafe rows.indices {
                let value = unsafe load(rows[unchecked: place], index)
                unsafe note(value, column, cells[unchecked: place]) { bin(of: $0, column) }
            }
        }
    }

    /// Counts a number by its bin, and what is outside the range or null.
    @unsafe @inline(__always)
    private func note(
        _ value: Double,
        _ column: Column,
        _ cells: UnsafeMutablePointer<UInt32>,
        _ bin: (Double) -> Int
    ) {
        if value >= column.min, value <= column.max {
            unsafe cells[Int(column.start) &+ bin(value)] &+= 1
        } else if value.isNaN {
            unsafe cells[Int(column.end) &+ 2] &+= 1
        } else {
            unsafe cells[Int(column.start) &+ bin(value)] &+= 1
            unsafe cells[Int(column.end) &+ (value < column.min ? 0 : 1)] &+= 1
        }
    }

    /// How many edges are below a value: those at places before its own, and some at it.
    @inline(__always)
    private func gridBin(of value: Double, _ column: Column) -> Int {
        let grids = grids.span
        let edges = edges.span
        // SAFETY: a grid has a place for every number, and behind a column's edges stands an
        // infinity, which is below none.
        var bin = Int(
            unsafe grids[unchecked: Int(column.grid) &+ Self.place(of: value, column)]
        )
        while unsafe edges[unchecked: Int(column.first) &+ bin] < value { bin &+= 1 }
        return bin
    }

    /// How many edges are below a value: the padding is below none.
    @inline(__always)
    private func bin(of value: Double, _ column: Column) -> Int {
        let edges = edges.span
        var low = Int(column.first)
        var half = Int(column.size) >> 1
        while half > 0 {
            // SAFETY: of `size - 1` edges from `first` on; a step never leads past the last.
            let edge = unsafe edges[unchecked: low &+ half &- 1]
            low &+= edge < value ? half : 0
            half >>= 1
        }
        return low &- Int(column.first)
    }

    @inline(__always)
    private func cell(ofCategory value: Double, _ column: Column) -> Int {
        // Also false for NaN.
        guard value >= 0, value < Double(column.size) else {
            let isNull = value.isNaN && value.bitPattern != unseenBits
            return Int(column.end) &+ (isNull ? 2 : 1)
        }
        let code = Int(value)
        guard Double(code) == value else { return Int(column.end) &+ 1 }
        let cells = cellsByCode.span
        return Int(unsafe cells[unchecked: Int(column.first) &+ code])
    }
}
