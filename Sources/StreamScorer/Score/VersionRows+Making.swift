internal import Records

extension VersionRows {
    /// Where the version's own row of a decoded row stands; it is made at `place` of `made` where it
    /// must be.
    ///
    /// - Returns: 0 where the version does not take the row: it has become one that failed.
    /// - Complexity: O(features). Allocates nothing.
    func address(
        of row: Int,
        in rows: borrowing DecodedRows,
        _ made: inout FeatureMatrix,
        place: Int
    ) -> UInt {
        let payloadBytes = Int(rows.lengths[row])
        if let raw {
            return address(ofRaw: row, raw, in: rows, &made, place: place)
        }
        if !takesArrays, rows.areArrays[row] {
            rows.refuse(row, DecodeFailure(reason: .wrongLength, byteOffset: payloadBytes))
            return 0
        }
        guard let projection else { return rows.addresses[row] }
        // SAFETY: the address is that of a decoded row, as long as the shared layout has columns.
        let start = unsafe UnsafePointer<Double>(bitPattern: rows.addresses[row])
        let decoded = unsafe Span(
            _unsafeElements: UnsafeBufferPointer(start: start, count: projection.sourceCount)
        )
        var target = made.doubles(row: place, columns: projection.columnCount)
        var unseen = 0
        let outcome = projection.project(
            decoded,
            into: &target,
            payloadBytes: payloadBytes,
            unseen: &unseen
        )
        if let failure = outcome.failure {
            rows.refuse(row, failure)
            return 0
        }
        if unseen > 0 {
            let deployment = Int(rows.deployments[row])
            rows.tallies[deployment].unseenCategories &+= UInt64(truncatingIfNeeded: unseen)
        }
        return unsafe UInt(bitPattern: made.address(row: place))
    }

    private func address(
        ofRaw row: Int,
        _ raw: RawFloatDecoder,
        in rows: borrowing DecodedRows,
        _ made: inout FeatureMatrix,
        place: Int
    ) -> UInt {
        // SAFETY: raw rows that need nothing stay in the message, whose bytes are in place until
        // the batch is cleared; decoding checked that the row has four bytes a column.
        let start = unsafe UnsafeRawPointer(bitPattern: rows.addresses[row]).unsafelyUnwrapped
        let payload = unsafe RawSpan(
            _unsafeStart: start,
            byteCount: MemoryLayout<Float>.stride * raw.columnCount
        )
        let outcome = raw.check(payload)
        if let failure = outcome.failure {
            rows.refuse(row, failure)
            return 0
        }
        guard raw.needsCopy else { return rows.addresses[row] }
        var target = made.floats(row: place, columns: raw.columnCount)
        raw.copy(payload, into: &target)
        return unsafe UInt(bitPattern: made.address(row: place))
    }
}
