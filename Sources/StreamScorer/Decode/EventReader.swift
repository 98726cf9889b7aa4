internal import Records

/// Reads the events of one deployment: its format decides how.
struct EventReader: ~Copyable {
    private let format: EventSource.Format
    private let columns: Int
    private let hasCaptures: Bool
    /// What it was made from.
    let plan: DecodingPlan
    private var json: JSONEventDecoder
    private let raw: RawFloatDecoder

    init(_ source: EventSource) {
        format = source.format
        columns = source.layout.columns.count
        hasCaptures = !source.layout.captures.isEmpty
        plan = source.plan
        json = JSONEventDecoder(source.plan)
        raw = RawFloatDecoder(source.layout)
    }

    /// Reads `value` and notes the row's address, id and time in `rows`.
    mutating func read(
        _ value: RawSpan,
        row: Int,
        matrix: inout FeatureMatrix,
        rows: borrowing DecodedRows
    ) -> DecodeOutcome {
        switch format {
        case .json: readJSON(value, row: row, matrix: &matrix, rows: rows)
        case .f32: readRaw(value, row: row, matrix: &matrix, rows: rows)
        }
    }

    private mutating func readJSON(
        _ value: RawSpan,
        row: Int,
        matrix: inout FeatureMatrix,
        rows: borrowing DecodedRows
    ) -> DecodeOutcome {
        var features = matrix.doubles(row: row, columns: columns)
        let outcome = json.decode(value, into: &features)
        guard outcome.isOK else { return outcome }
        let event = json.event
        rows.addresses[row] = unsafe UInt(bitPattern: matrix.address(row: row))
        rows.identifiers[row] = DecodedRows.Identifier(
            start: Int32(truncatingIfNeeded: event.id.offset),
            count: Int32(truncatingIfNeeded: event.id.count)
        )
        if let timeMs = event.timeMs { rows.timesMs[row] = timeMs }
        rows.areArrays[row] = event.isArray
        if hasCaptures {
            json.forEachCapture { capture, value in rows.note(value, as: capture, of: row) }
        }
        let deployment = Int(rows.deployments[row])
        rows.tallies[deployment].unknownFields &+= UInt64(truncatingIfNeeded: event.unknownFields)
        rows.tallies[deployment].duplicateKeys &+= UInt64(truncatingIfNeeded: event.duplicateKeys)
        rows.tallies[deployment].unseenCategories &+= UInt64(
            truncatingIfNeeded: event.unseenCategories
        )
        return outcome
    }

    private func readRaw(
        _ value: RawSpan,
        row: Int,
        matrix: inout FeatureMatrix,
        rows: borrowing DecodedRows
    ) -> DecodeOutcome {
        let outcome = raw.check(value)
        guard outcome.isOK else { return outcome }
        if raw.needsCopy {
            var features = matrix.floats(row: row, columns: columns)
            raw.copy(value, into: &features)
            rows.addresses[row] = unsafe UInt(bitPattern: matrix.address(row: row))
        } else {
            // SAFETY: the address outlives this borrow on purpose: the message's bytes stay in
            // place until the batch is cleared, which the worker does after the turn is encoded.
            rows.addresses[row] = unsafe value.withUnsafeBytes { bytes in
                UInt(bitPattern: bytes.baseAddress)
            }
        }
        return outcome
    }
}
