/// Reads values of a topic of labels.
///
/// Members are found in any order, unknown ones are checked and passed over, and of a name that comes
/// twice the last one counts. An id that is an integer is the same as its text, as in predictions.
///
/// - Thread safety: one thread at a time.
public struct LabelReader: ~Copyable, Sendable {
    /// Where it looks.
    public let layout: LabelLayout
    private var decoder: JSONEventDecoder
    private var row = [0.0]
    private var scratch = [UInt8](repeating: 0, count: TextTable.maxBytes)

    /// A reader of this layout.
    public init(_ layout: LabelLayout) {
        self.layout = layout
        do {
            decoder = JSONEventDecoder(try layout.events)
        } catch {
            preconditionFailure("a layout was checked: \(error)")
        }
    }

    /// Reads one value.
    ///
    /// - Parameter payload: the record's value.
    /// - Returns: what it says.
    /// - Throws: `RecordFailure` for anything that is no label: JSON that is broken, an id or a label
    ///   that is absent or null, a member of another type, a number that is not finite, an id of more
    ///   than ``TextTable/maxBytes`` bytes.
    /// - Complexity: O(bytes). Allocates nothing.
    public mutating func read(_ payload: RawSpan) throws(RecordFailure) -> LabelRecord {
        let outcome = decoder.decode(payload, into: &row)
        if let failure = outcome.failure { throw named(failure) }
        let event = decoder.event
        guard event.id.count > 0 else {
            throw failure(.missing, layout.id, at: payload.byteCount)
        }
        guard let id = event.idHash(in: payload, scratch: &scratch) else {
            throw failure(.tooLong, layout.id, at: event.id.offset)
        }
        let label = decoder.captures[0]
        guard label.isPresent else {
            throw failure(.missing, layout.label, at: payload.byteCount)
        }
        return LabelRecord(
            id: id,
            timeMs: event.timeMs,
            label: try truth(label, payload),
            value: try value(payload)
        )
    }

    private func truth(
        _ value: CapturedValue,
        _ payload: RawSpan
    ) throws(RecordFailure) -> Double {
        if let truth = value.truth(in: payload) { return truth }
        return try number(value, layout.label, payload)
    }

    private func value(_ payload: RawSpan) throws(RecordFailure) -> Double? {
        guard let pointer = layout.value else { return nil }
        let value = decoder.captures[1]
        return value.isPresent ? try number(value, pointer, payload) : nil
    }

    private func number(
        _ value: CapturedValue,
        _ pointer: JSONPointer,
        _ payload: RawSpan
    ) throws(RecordFailure) -> Double {
        guard let number = value.number(in: payload) else {
            throw failure(.wrongType, pointer, at: Int(value.offset))
        }
        guard number.isFinite else { throw failure(.outOfRange, pointer, at: Int(value.offset)) }
        return number
    }

    private func named(_ failure: DecodeFailure) -> RecordFailure {
        switch failure.reason {
        case .missingFeature: self.failure(.missing, layout.label, at: failure.byteOffset)
        case .wrongType: self.failure(.wrongType, layout.label, at: failure.byteOffset)
        case .numberOutOfRange: self.failure(.outOfRange, layout.label, at: failure.byteOffset)
        case .invalidID: self.failure(.wrongType, layout.id, at: failure.byteOffset)
        case .invalidTime: self.failure(.wrongType, layout.time, at: failure.byteOffset)
        default: RecordFailure(.label, .payload(failure.reason), byteOffset: failure.byteOffset)
        }
    }

    private func failure(
        _ reason: RecordFailure.Reason,
        _ pointer: JSONPointer,
        at byteOffset: Int
    ) -> RecordFailure {
        RecordFailure(.label, reason, member: pointer.text, byteOffset: byteOffset)
    }
}
