/// Reads values of a predictions topic that another scorer writes.
///
/// Members are found in any order, unknown ones are checked and passed over, and of a name that comes
/// twice the last one counts. An id that is an integer is the same as its text.
///
/// - Thread safety: one thread at a time.
public struct ForeignPredictionReader: ~Copyable, Sendable {
    /// Where it looks.
    public let layout: PredictionLayout
    private var decoder: JSONEventDecoder
    private var row = [0.0]
    private var scratch = [UInt8](repeating: 0, count: TextTable.maxBytes)

    /// What a value says.
    public struct Record: Sendable, Hashable, BitwiseCopyable {
        /// The event's id, hashed, escapes resolved; nil where it does not say.
        public let id: TextHash?
        /// The event's time, in Unix milliseconds; nil where it does not say.
        public let timeMs: Int64?
        /// The score, a finite number.
        public let score: Double
        /// The version that answered; absent where the layout names it.
        public let version: CapturedValue
    }

    /// A reader of this layout.
    public init(_ layout: PredictionLayout) {
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
    /// - Throws: `RecordFailure` for anything that is no prediction: JSON that is broken, a score or a
    ///   version that is absent or null, a member of another type, a number that is not finite, an id
    ///   of more than ``TextTable/maxBytes`` bytes.
    /// - Complexity: O(bytes). Allocates nothing.
    public mutating func read(_ payload: RawSpan) throws(RecordFailure) -> Record {
        let outcome = decoder.decode(payload, into: &row)
        if let failure = outcome.failure { throw named(failure) }
        let event = decoder.event
        var id: TextHash?
        if event.id.count > 0 {
            id = event.idHash(in: payload, scratch: &scratch)
            guard id != nil else { throw failure(.tooLong, layout.id, at: event.id.offset) }
        }
        return Record(
            id: id,
            timeMs: event.timeMs,
            score: try score(payload),
            version: try version(payload)
        )
    }

    private func score(_ payload: RawSpan) throws(RecordFailure) -> Double {
        let value = decoder.captures[0]
        guard value.isPresent else {
            throw failure(.missing, layout.score, at: payload.byteCount)
        }
        guard let number = value.number(in: payload) else {
            throw failure(.wrongType, layout.score, at: Int(value.offset))
        }
        guard number.isFinite else {
            throw failure(.outOfRange, layout.score, at: Int(value.offset))
        }
        return number
    }

    private func version(_ payload: RawSpan) throws(RecordFailure) -> CapturedValue {
        guard case .at(let pointer) = layout.version else { return .absent }
        let value = decoder.captures[1]
        guard value.count > 0 else { throw failure(.missing, pointer, at: payload.byteCount) }
        guard value.isString(in: payload) || value.integer(in: payload) != nil else {
            throw failure(.wrongType, pointer, at: Int(value.offset))
        }
        return value
    }

    private func named(_ failure: DecodeFailure) -> RecordFailure {
        switch failure.reason {
        case .missingFeature: self.failure(.missing, layout.score, at: failure.byteOffset)
        case .wrongType: self.failure(.wrongType, layout.score, at: failure.byteOffset)
        case .numberOutOfRange: self.failure(.outOfRange, layout.score, at: failure.byteOffset)
        case .invalidID: self.failure(.wrongType, layout.id, at: failure.byteOffset)
        case .invalidTime: self.failure(.wrongType, layout.time, at: failure.byteOffset)
        default:
            RecordFailure(
                .foreignPrediction,
                .payload(failure.reason),
                byteOffset: failure.byteOffset
            )
        }
    }

    private func failure(
        _ reason: RecordFailure.Reason,
        _ pointer: JSONPointer,
        at byteOffset: Int
    ) -> RecordFailure {
        RecordFailure(.foreignPrediction, reason, member: pointer.text, byteOffset: byteOffset)
    }
}
