/// The decoded rows of one batch: row-major, one row an event, preallocated.
///
/// A row holds the features in the model's order as `Double` (JSON events) or as `Float` (raw rows
/// that need a missing value filled in). Raw rows that need nothing are scored where the broker's
/// client put them and never come here. Not thread-safe: one worker, one matrix.
@safe
struct FeatureMatrix: ~Copyable {
    private let storage: UnsafeMutablePointer<Double>
    private let stride: Int
    /// How many rows there are.
    let rows: Int

    /// How many features a row has room for.
    var columns: Int { stride }

    /// Allocates `rows` rows of up to `columns` features.
    init(rows: Int, columns: Int) {
        precondition(rows > 0 && columns > 0, "a matrix has rows and columns")
        unsafe storage = .allocate(capacity: rows * columns)
        unsafe storage.initialize(repeating: 0, count: rows * columns)
        stride = columns
        self.rows = rows
    }

    deinit { unsafe storage.deallocate() }

    /// The address of row `row`: valid as long as the matrix.
    @unsafe func address(row: Int) -> UnsafeRawPointer {
        unsafe UnsafeRawPointer(element(row))
    }

    /// Row `row`, its first `columns` features as `Double`.
    @_lifetime(&self)
    mutating func doubles(row: Int, columns: Int) -> MutableSpan<Double> {
        precondition(columns <= stride, "more features than the matrix has columns")
        let part = unsafe UnsafeMutableBufferPointer(start: element(row), count: columns)
        return unsafe _overrideLifetime(MutableSpan(_unsafeElements: part), mutating: &self)
    }

    /// Row `row`, its first `columns` features as `Float`.
    @_lifetime(&self)
    mutating func floats(row: Int, columns: Int) -> MutableSpan<Float> {
        precondition(columns <= stride, "more features than the matrix has columns")
        // SAFETY: a row has room for `stride` doubles, twice what as many floats take, and both are
        // plain numbers; a row is read as what it was last written as (`DecodedRows.address`).
        let start = unsafe UnsafeMutableRawPointer(element(row))
            .bindMemory(to: Float.self, capacity: columns)
        let part = unsafe UnsafeMutableBufferPointer(start: start, count: columns)
        return unsafe _overrideLifetime(MutableSpan(_unsafeElements: part), mutating: &self)
    }

    @unsafe private func element(_ row: Int) -> UnsafeMutablePointer<Double> {
        unsafe storage + row * stride
    }
}
