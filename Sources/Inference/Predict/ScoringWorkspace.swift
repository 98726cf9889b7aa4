/// The scratch memory of one scoring thread: allocated once, used by every call.
///
/// - Thread safety: used by one thread at a time.
@safe
public struct ScoringWorkspace: ~Copyable {
    /// How many rows one call may bring.
    public let maxRows: Int
    /// Addresses of a contiguous matrix's rows.
    let addresses: UnsafeMutablePointer<UnsafeRawPointer>
    /// Lanes of a block of rows, lane by lane (large batches) or of one row (small ones).
    let lanes: UnsafeMutableRawPointer
    /// Sums or leaf values, 8 bytes each.
    let sums: UnsafeMutableRawPointer
    /// Margins of a block of rows, row by row.
    let margins: UnsafeMutablePointer<Double>
    /// Numbers that `margins` holds.
    let marginCount: Int

    init(maxRows: Int, laneCount: Int, sumCount: Int, marginCount: Int) {
        self.maxRows = maxRows
        self.marginCount = marginCount
        unsafe addresses = .allocate(capacity: max(maxRows, 1))
        unsafe lanes = .allocate(
            byteCount: max(laneCount, 1) * 4 * FastEngine.blockRows,
            alignment: 64
        )
        unsafe sums = .allocate(byteCount: max(sumCount, 1) * 8, alignment: 64)
        unsafe margins = .allocate(capacity: max(marginCount, 1))
        unsafe margins.initialize(repeating: 0, count: max(marginCount, 1))
    }

    deinit {
        unsafe addresses.deallocate()
        unsafe lanes.deallocate()
        unsafe sums.deallocate()
        unsafe margins.deallocate()
    }
}
