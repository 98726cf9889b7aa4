internal import Records

/// Where the rows that one version scores stand: in the decoded rows, or made from them.
///
/// Filled for one version at a time. Not thread-safe: one worker, one value.
@safe
struct RowAddresses: ~Copyable {
    /// How many rows the version takes.
    private(set) var count = 0
    /// How many rows it does not take.
    private(set) var refused = 0
    /// By place among them: the row of the batch.
    let rows: FixedColumn<Int32>

    private let capacity: Int
    private let addresses: UnsafeMutableBufferPointer<UnsafeRawPointer>
    private var made: FeatureMatrix
    /// Whether what the version makes of a row is what becomes of the event.
    private var isServing = true

    /// - Parameters:
    ///   - capacity: the largest batch, messages.
    ///   - madeColumns: the most columns of a row that must be made; 0 where none is.
    init(capacity: Int, madeColumns: Int) {
        self.capacity = capacity
        rows = FixedColumn(repeating: 0, count: capacity)
        unsafe addresses = .allocate(capacity: capacity)
        made = FeatureMatrix(rows: madeColumns == 0 ? 1 : capacity, columns: max(1, madeColumns))
    }

    deinit { unsafe addresses.deallocate() }

    /// Makes room for made rows of up to `madeColumns` columns.
    mutating func adopt(madeColumns: Int) {
        guard madeColumns > 0, madeColumns > made.columns || made.rows < capacity else { return }
        made = FeatureMatrix(rows: capacity, columns: madeColumns)
    }

    /// The addresses; valid until the next `fill`.
    @unsafe var buffer: UnsafeBufferPointer<UnsafeRawPointer> {
        unsafe UnsafeBufferPointer(rebasing: addresses[..<count])
    }

    /// Notes the rows of one version's group.
    ///
    /// Where it serves, a row that the version does not take becomes one that failed in `decoded`, and
    /// categories that it has not seen are counted there; otherwise `decoded` stays as it is.
    /// - Complexity: O(rows), times the features where rows are made. Allocates nothing.
    mutating func fill(
        _ version: VersionRows,
        _ group: Span<Int32>,
        of decoded: borrowing DecodedRows,
        isServing: Bool = true
    ) {
        count = 0
        refused = 0
        self.isServing = isServing
        if let projection = version.projection {
            for index in group.indices {
                let row = Int(group[index])
                guard version.takesArrays || !refusesArray(row, decoded) else { continue }
                guard project(row, projection, decoded) else { continue }
                unsafe append(row, UInt(bitPattern: made.address(row: count)))
            }
        } else if let raw = version.raw {
            for index in group.indices { check(Int(group[index]), raw, decoded) }
        } else {
            for index in group.indices {
                let row = Int(group[index])
                guard version.takesArrays || !refusesArray(row, decoded) else { continue }
                append(row, decoded.addresses[row])
            }
        }
    }

    @inline(__always)
    private mutating func append(_ row: Int, _ address: UInt) {
        // SAFETY: decoding noted an address, never null, for each decoded row; a group has at most
        // `capacity` rows, each once.
        unsafe addresses.initializeElement(
            at: count,
            to: UnsafeRawPointer(bitPattern: address).unsafelyUnwrapped
        )
        rows[count] = Int32(truncatingIfNeeded: row)
        count += 1
    }

    private mutating func refuse(
        _ row: Int,
        _ failure: DecodeFailure,
        _ decoded: borrowing DecodedRows
    ) {
        refused += 1
        if isServing { decoded.refuse(row, failure) }
    }

    /// Whether the row came as an array, which a version of other features cannot read.
    private mutating func refusesArray(_ row: Int, _ decoded: borrowing DecodedRows) -> Bool {
        guard decoded.areArrays[row] else { return false }
        let end = Int(decoded.lengths[row])
        refuse(row, DecodeFailure(reason: .wrongLength, byteOffset: end), decoded)
        return true
    }

    /// Makes the version's row at the next place.
    private mutating func project(
        _ row: Int,
        _ projection: RowProjection,
        _ decoded: borrowing DecodedRows
    ) -> Bool {
        // SAFETY: the address is that of a decoded row, as long as the shared layout has columns.
        let start = unsafe UnsafePointer<Double>(bitPattern: decoded.addresses[row])
        let source = unsafe Span(
            _unsafeElements: UnsafeBufferPointer(start: start, count: projection.sourceCount)
        )
        var target = made.doubles(row: count, columns: projection.columnCount)
        var unseen = 0
        let outcome = projection.project(
            source,
            into: &target,
            payloadBytes: Int(decoded.lengths[row]),
            unseen: &unseen
        )
        if let failure = outcome.failure {
            refuse(row, failure, decoded)
            return false
        }
        if unseen > 0, isServing {
            let deployment = Int(decoded.deployments[row])
            decoded.tallies[deployment].unseenCategories &+= UInt64(truncatingIfNeeded: unseen)
        }
        return true
    }

    /// Checks a raw row by the version's own rules, and fills in what is missing.
    private mutating func check(
        _ row: Int,
        _ raw: RawFloatDecoder,
        _ decoded: borrowing DecodedRows
    ) {
        // SAFETY: raw rows stay in the message, whose bytes are in place until the batch is
        // cleared; decoding checked that the row has four bytes a column.
        let start = unsafe UnsafeRawPointer(bitPattern: decoded.addresses[row]).unsafelyUnwrapped
        let payload = unsafe RawSpan(
            _unsafeStart: start,
            byteCount: MemoryLayout<Float>.stride * raw.columnCount
        )
        let outcome = raw.check(payload)
        if let failure = outcome.failure { return refuse(row, failure, decoded) }
        guard raw.needsCopy else { return append(row, decoded.addresses[row]) }
        var target = made.floats(row: count, columns: raw.columnCount)
        raw.copy(payload, into: &target)
        unsafe append(row, UInt(bitPattern: made.address(row: count)))
    }
}
