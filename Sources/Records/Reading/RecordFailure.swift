/// Why a prediction, a shadow prediction or a label cannot be used.
public struct RecordFailure: Error, Sendable, Hashable, CustomStringConvertible {
    /// What was to be read.
    public enum Kind: String, Sendable, Hashable {
        /// A value of the topic `predictions`.
        case prediction
        /// A value of the topic `shadow-predictions`.
        case shadowPrediction = "shadow prediction"
        /// A value of a topic of labels.
        case label
        /// A value of a predictions topic that another scorer writes.
        case foreignPrediction = "foreign prediction"
    }

    /// What is wrong.
    public enum Reason: Sendable, Hashable {
        /// The value is not the JSON that it should be.
        case payload(DecodeFailure.Reason)
        /// A member is absent, null, an array or an object.
        case missing
        /// A member is of another type.
        case wrongType
        /// A number is too large for a 64-bit float.
        case outOfRange
        /// A text is longer than is read.
        case tooLong

        /// The name in metrics: `invalid_utf8`, `missing_member`.
        public var rawName: StaticString {
            switch self {
            case .payload(let reason): reason.rawName
            case .missing: "missing_member"
            case .wrongType: "wrong_type"
            case .outOfRange: "number_out_of_range"
            case .tooLong: "text_too_long"
            }
        }
    }

    /// What was to be read.
    public let kind: Kind
    /// What is wrong.
    public let reason: Reason
    /// The pointer to the member that it concerns; empty for the value as a whole.
    public let member: String
    /// The byte of the value at which it was noticed; its length at most.
    public let byteOffset: Int

    init(_ kind: Kind, _ reason: Reason, member: String = "", byteOffset: Int) {
        self.kind = kind
        self.reason = reason
        self.member = member
        self.byteOffset = byteOffset
    }

    /// What is wrong, where, and what would be right; one line without a full stop.
    public var description: String {
        let subject = member.isEmpty ? kind.rawValue : "\(kind.rawValue): '\(member)'"
        return "\(subject) \(problem) (at byte \(byteOffset)); \(remedy)"
    }

    private var problem: String {
        switch reason {
        case .payload(let reason): "is refused: \(reason.rawName)"
        case .missing: "is absent or holds no plain value"
        case .wrongType: "is of the wrong type"
        case .outOfRange: "is too large for a 64-bit float"
        case .tooLong: "is longer than \(TextTable.maxBytes) bytes"
        }
    }

    private var remedy: String {
        switch kind {
        case .prediction:
            "the topic holds what `serve` writes, see topics/schemas/predictions.value.json"
        case .shadowPrediction:
            "the topic holds what `serve` writes, see topics/schemas/shadow-predictions.value.json"
        case .foreignPrediction:
            "a prediction is an object with a score (a number), an id, a version and a time, where "
                + "`monitor.predictions` of the configuration points"
        case .label:
            "a label is an object with an id, a label (a number, true or false) and a time, where "
                + "`labels` of the configuration points"
        }
    }
}
