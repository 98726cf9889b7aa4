/// Reads values of the topics `predictions` and `shadow-predictions`.
///
/// Members are found in any order, unknown ones are checked and passed over, and of a name that comes
/// twice the last one counts. What is read back is what ``PredictionEncoder`` and
/// ``ShadowPredictionEncoder`` wrote.
///
/// - Thread safety: one thread at a time.
public struct PredictionReader: ~Copyable, Sendable {
    /// What it reads.
    public let kind: RecordFailure.Kind
    private var decoder: JSONEventDecoder
    private var row = [0.0]
    private var scratch = [UInt8](repeating: 0, count: TextTable.maxBytes)
    /// By class: the capture of its probability.
    private let probabilities: [Int]

    /// The most classes whose probabilities are read.
    public static let maxClasses = 64

    /// A reader of predictions, or of shadow predictions.
    ///
    /// - Parameters:
    ///   - kind: which of the two.
    ///   - classes: of so many classes ``outputs(_:into:)`` gives the probabilities; at most
    ///     ``maxClasses`` of them.
    /// - Precondition: one of the two kinds.
    public init(_ kind: RecordFailure.Kind, classes: Int = 0) {
        precondition(
            kind == .prediction || kind == .shadowPrediction,
            "others have readers of their own"
        )
        self.kind = kind
        var captures = Member.allCases.map(\.pointer)
        probabilities = (0..<min(classes, Self.maxClasses)).map { place in
            let pointer = "/probabilities/\(place)"
            if let known = captures.firstIndex(of: pointer) { return known }
            captures.append(pointer)
            return captures.count - 1
        }
        decoder = JSONEventDecoder(Self.layout(captures))
    }

    /// Gives all numbers of the prediction that was read last: with classes their probabilities, else
    /// the prediction.
    ///
    /// - Parameters:
    ///   - payload: what was read.
    ///   - outputs: is overwritten.
    /// - Throws: `RecordFailure` for a probability that is no number.
    /// - Complexity: O(classes). Allocates nothing once `outputs` has room.
    public func outputs(
        _ payload: RawSpan,
        into outputs: inout [Double]
    ) throws(RecordFailure) {
        outputs.removeAll(keepingCapacity: true)
        for (place, capture) in probabilities.enumerated() {
            let value = decoder.captures[capture]
            guard value.isPresent else { break }
            outputs.append(try number(value, "/probabilities/\(place)", payload))
        }
        if outputs.isEmpty { outputs.append(row[0]) }
    }

    /// Reads one value.
    ///
    /// - Parameter payload: the record's value.
    /// - Returns: what it says.
    /// - Throws: `RecordFailure` for anything that is not such a value: JSON that is broken, a member
    ///   that is absent, null or of another type, a number that is not finite, an id of more than
    ///   ``TextTable/maxBytes`` bytes.
    /// - Complexity: O(bytes). Allocates nothing.
    public mutating func read(_ payload: RawSpan) throws(RecordFailure) -> PredictionRecord {
        let outcome = decoder.decode(payload, into: &row)
        if let failure = outcome.failure { throw named(failure) }
        let event = decoder.event
        guard event.id.count > 0 else { throw missing("/id", payload) }
        guard let timeMs = event.timeMs else { throw missing("/ts", payload) }
        guard let id = event.idHash(in: payload, scratch: &scratch) else {
            throw RecordFailure(kind, .tooLong, member: "/id", byteOffset: event.id.offset)
        }
        return PredictionRecord(
            id: id,
            timeMs: timeMs,
            deployment: try text(.deployment, payload),
            version: try text(.version, payload),
            route: try text(.route, payload),
            revision: try revision(payload),
            answer: PredictionRecord.Answer(
                prediction: row[0],
                positive: try positive(.second, .third, payload)
            ),
            served: kind == .shadowPrediction ? try served(payload) : nil
        )
    }

    private enum Member: Int, CaseIterable {
        case deployment, version, route, revision, second, third
        case servedVersion, servedPrediction, servedSecond, servedThird

        var pointer: String {
            switch self {
            case .deployment: "/deployment"
            case .version: "/version"
            case .route: "/route"
            case .revision: "/revision"
            case .second: "/probabilities/1"
            case .third: "/probabilities/2"
            case .servedVersion: "/served/version"
            case .servedPrediction: "/served/prediction"
            case .servedSecond: "/served/probabilities/1"
            case .servedThird: "/served/probabilities/2"
            }
        }
    }

    private static func layout(_ captures: [String]) -> EventLayout {
        do {
            return try EventLayout(
                columns: [EventColumn(name: "prediction", missing: .required)],
                id: JSONPointer("/id"),
                time: JSONPointer("/ts"),
                features: JSONPointer(""),
                captures: captures.map { (pointer) throws(RecordsError) in
                    try JSONPointer(pointer)
                }
            )
        } catch {
            preconditionFailure("\(error)")
        }
    }

    private func named(_ failure: DecodeFailure) -> RecordFailure {
        let (reason, member): (RecordFailure.Reason, String) =
            switch failure.reason {
            case .missingFeature: (.missing, "/prediction")
            case .wrongType: (.wrongType, "/prediction")
            case .numberOutOfRange: (.outOfRange, "/prediction")
            case .invalidID: (.wrongType, "/id")
            case .invalidTime: (.wrongType, "/ts")
            default: (.payload(failure.reason), "")
            }
        return RecordFailure(kind, reason, member: member, byteOffset: failure.byteOffset)
    }

    private func missing(_ member: String, _ payload: RawSpan) -> RecordFailure {
        RecordFailure(kind, .missing, member: member, byteOffset: payload.byteCount)
    }

    private func wrongType(_ member: Member, _ value: CapturedValue) -> RecordFailure {
        RecordFailure(kind, .wrongType, member: member.pointer, byteOffset: Int(value.offset))
    }

    private func text(
        _ member: Member,
        _ payload: RawSpan
    ) throws(RecordFailure) -> CapturedValue {
        let value = decoder.captures[member.rawValue]
        guard value.count > 0 else { throw missing(member.pointer, payload) }
        guard value.isString(in: payload) else { throw wrongType(member, value) }
        return value
    }

    private func revision(_ payload: RawSpan) throws(RecordFailure) -> Int64 {
        let value = decoder.captures[Member.revision.rawValue]
        guard value.isPresent else { throw missing(Member.revision.pointer, payload) }
        guard let revision = value.integer(in: payload), revision >= 0 else {
            throw wrongType(.revision, value)
        }
        return revision
    }

    private func number(
        _ member: Member,
        _ payload: RawSpan
    ) throws(RecordFailure) -> Double? {
        let value = decoder.captures[member.rawValue]
        return value.isPresent ? try number(value, member.pointer, payload) : nil
    }

    private func number(
        _ value: CapturedValue,
        _ pointer: String,
        _ payload: RawSpan
    ) throws(RecordFailure) -> Double {
        let number = value.number(in: payload)
        guard let number, number.isFinite else {
            throw RecordFailure(
                kind,
                number == nil ? .wrongType : .outOfRange,
                member: pointer,
                byteOffset: Int(value.offset)
            )
        }
        return number
    }

    private func positive(
        _ second: Member,
        _ third: Member,
        _ payload: RawSpan
    ) throws(RecordFailure) -> Double? {
        guard !decoder.captures[third.rawValue].isPresent else { return nil }
        return try number(second, payload)
    }

    private func served(_ payload: RawSpan) throws(RecordFailure) -> PredictionRecord.Served {
        let version = try text(.servedVersion, payload)
        guard let prediction = try number(.servedPrediction, payload) else {
            throw missing(Member.servedPrediction.pointer, payload)
        }
        return PredictionRecord.Served(
            version: version,
            answer: PredictionRecord.Answer(
                prediction: prediction,
                positive: try positive(.servedSecond, .servedThird, payload)
            )
        )
    }
}

extension JSONEventDecoder {
    /// Reads one value into a row that is kept as an array.
    mutating func decode(_ payload: RawSpan, into row: inout [Double]) -> DecodeOutcome {
        var span = row.mutableSpan
        return decode(payload, into: &span)
    }
}

extension DecodedEvent {
    /// The hash of the id's text, escapes resolved; nil where it is longer than `scratch`.
    public func idHash(in payload: RawSpan, scratch: inout [UInt8]) -> TextHash? {
        let value = CapturedValue(
            offset: Int32(truncatingIfNeeded: id.offset),
            count: Int32(truncatingIfNeeded: id.count),
            isEscaped: payload.hasBackslash(id)
        )
        return value.hash(in: payload, scratch: &scratch)
    }
}

extension RawSpan {
    fileprivate func hasBackslash(_ range: PayloadRange) -> Bool {
        for index in range.offset..<range.offset &+ range.count
        where octet(index) == UInt8(ascii: "\\") { return true }
        return false
    }
}
