internal import Inference
internal import Kafka
internal import Observation
internal import Records

/// Where the features and scores of one version's rows stand, and the cells that they count in.
///
/// Not thread-safe: one worker, one value.
@safe
struct CountedRows: ~Copyable {
    private let capacity: Int
    private let features: UnsafeMutableBufferPointer<UnsafeRawPointer>
    private let scores: UnsafeMutableBufferPointer<UnsafeRawPointer>
    private let cells: UnsafeMutableBufferPointer<UnsafeMutablePointer<UInt32>>
    private var count = 0
    private var made = FeatureMatrix(rows: 1, columns: 1)

    /// - Parameter capacity: rows at most.
    init(capacity: Int) {
        self.capacity = capacity
        unsafe features = .allocate(capacity: capacity)
        unsafe scores = .allocate(capacity: capacity)
        unsafe cells = .allocate(capacity: capacity)
    }

    deinit {
        unsafe features.deallocate()
        unsafe scores.deallocate()
        unsafe cells.deallocate()
    }

    /// Makes room for rows that have to be made, of up to `madeColumns` columns.
    mutating func adopt(madeColumns: Int) {
        guard madeColumns > 0, madeColumns > made.columns || made.rows < capacity else { return }
        made = FeatureMatrix(rows: capacity, columns: madeColumns)
    }

    /// Forgets the rows.
    mutating func begin() { count = 0 }

    /// Adds a row that a version answered.
    ///
    /// Features are as they came: what the version fills in for a missing one is not looked at.
    @unsafe
    mutating func add(
        _ row: Int,
        of version: RoutingTable.Version,
        _ message: borrowing MessageView,
        _ decoded: borrowing DecodedRows,
        scores values: Span<Double>,
        cells target: UnsafeMutablePointer<UInt32>
    ) {
        // SAFETY: at most `capacity` rows, each once. Raw rows stand in the message, whose bytes are in
        // place until the batch is cleared; decoding noted an address for each other row.
        var address = decoded.addresses[row]
        if version.element == .float32 {
            address = unsafe message.value.withUnsafeBytes { UInt(bitPattern: $0.baseAddress) }
        } else if let projection = version.rows.observed {
            let start = unsafe UnsafePointer<Double>(bitPattern: address)
            let source = unsafe Span(
                _unsafeElements: UnsafeBufferPointer(start: start, count: projection.sourceCount)
            )
            var target = made.doubles(row: count, columns: projection.columnCount)
            var unseen = 0
            _ = projection.project(source, into: &target, payloadBytes: 0, unseen: &unseen)
            address = unsafe UInt(bitPattern: made.address(row: count))
        }
        unsafe features.initializeElement(
            at: count,
            to: UnsafeRawPointer(bitPattern: address).unsafelyUnwrapped
        )
        unsafe add(scores: values, cells: target)
    }

    /// Adds the scores of a row.
    @unsafe
    mutating func add(scores values: Span<Double>, cells target: UnsafeMutablePointer<UInt32>) {
        // SAFETY: as above; the scores stay where they are until the next batch.
        unsafe values.withUnsafeBufferPointer { values in
            unsafe scores.initializeElement(
                at: count,
                to: UnsafeRawPointer(values.baseAddress.unsafelyUnwrapped)
            )
        }
        unsafe cells.initializeElement(at: count, to: target)
        count += 1
    }

    /// Counts features and scores.
    func countAll(by counter: ColumnCounter, of element: RowElement) {
        guard count > 0 else { return }
        // SAFETY: `count` addresses were noted, of rows with as many numbers as the version has
        // features, which are the baseline's.
        unsafe counter.countFeatures(
            rows: Span(_unsafeElements: UnsafeBufferPointer(rebasing: features[..<count])),
            of: element == .float64 ? .float64 : .float32,
            into: Span(_unsafeElements: UnsafeBufferPointer(rebasing: cells[..<count]))
        )
        countScores(by: counter)
    }

    /// Counts scores alone.
    func countScores(by counter: ColumnCounter) {
        guard count > 0 else { return }
        // SAFETY: as above, of scores.
        unsafe counter.countScores(
            rows: Span(_unsafeElements: UnsafeBufferPointer(rebasing: scores[..<count])),
            into: Span(_unsafeElements: UnsafeBufferPointer(rebasing: cells[..<count]))
        )
    }
}
