/// Whether an event was decoded, and if not, why.
public struct DecodeOutcome: Sendable, Hashable {
    /// Why not; nil for success.
    public var failure: DecodeFailure?

    /// Success, or a failure.
    public init(failure: DecodeFailure? = nil) {
        self.failure = failure
    }

    /// Whether the row holds the event.
    public var isOK: Bool { failure == nil }
}

/// Why an event could not be decoded, where in its bytes, and at which column.
public struct DecodeFailure: Error, Sendable, Hashable {
    /// The kinds of failure; ``rawName`` is their name in headers and metrics.
    public enum Reason: UInt8, Sendable, CaseIterable {
        /// The value has no bytes, or only white space.
        case emptyValue
        /// The value ends inside something.
        case truncated
        /// A byte that JSON's grammar does not allow there.
        case invalidJSON
        /// A string holds bytes that are not UTF-8.
        case invalidUTF8
        /// A string holds a backslash that begins no escape.
        case invalidEscape
        /// A string holds an escaped surrogate without its other half.
        case loneSurrogate
        /// A string holds an unescaped control character.
        case controlCharacter
        /// A number that JSON's grammar does not allow.
        case invalidNumber
        /// A number too large for a 64-bit float.
        case numberOutOfRange
        /// Arrays and objects are nested too deep.
        case tooDeep
        /// Something other than white space follows the value.
        case trailingBytes
        /// The value is JSON, but not an event.
        case notAnEvent
        /// There are no features where the layout says.
        case missingFeatures
        /// A required feature is null or absent.
        case missingFeature
        /// A value of another type than its column's, or than the layout says.
        case wrongType
        /// A row of another length than the model's.
        case wrongLength
        /// A category in no table, where the layout rejects such.
        case unseenCategory
        /// An id that is neither string nor integer.
        case invalidID
        /// A time that is neither Unix milliseconds nor an RFC 3339 string.
        case invalidTime
        /// An infinity in a raw row, where the model forbids it.
        case infiniteValue
        /// A value longer than the reader's limit; the reader does not decode it.
        case valueTooLarge

        /// The name in headers and metrics: `invalid_utf8`.
        public var rawName: StaticString {
            switch self {
            case .emptyValue: "empty_value"
            case .truncated: "truncated"
            case .invalidJSON: "invalid_json"
            case .invalidUTF8: "invalid_utf8"
            case .invalidEscape: "invalid_escape"
            case .loneSurrogate: "lone_surrogate"
            case .controlCharacter: "control_character"
            case .invalidNumber: "invalid_number"
            case .numberOutOfRange: "number_out_of_range"
            case .tooDeep: "too_deep"
            case .trailingBytes: "trailing_bytes"
            case .notAnEvent: "not_an_event"
            case .missingFeatures: "missing_features"
            case .missingFeature: "missing_feature"
            case .wrongType: "wrong_type"
            case .wrongLength: "wrong_length"
            case .unseenCategory: "unseen_category"
            case .invalidID: "invalid_id"
            case .invalidTime: "invalid_time"
            case .infiniteValue: "infinite_value"
            case .valueTooLarge: "value_too_large"
            }
        }
    }

    /// The kind of failure.
    public var reason: Reason
    /// The byte of the payload at which it was noticed; its length at most.
    public var byteOffset: Int
    /// The column it concerns, -1 for none.
    public var column: Int

    /// Names a failure.
    public init(reason: Reason, byteOffset: Int, column: Int = -1) {
        self.reason = reason
        self.byteOffset = byteOffset
        self.column = column
    }

    /// The failure in words, for a header or a log line.
    ///
    /// - Parameter layout: the layout it was decoded with, for the column's name.
    /// - Returns: one line without a full stop.
    public func message(_ layout: EventLayout) -> String {
        guard layout.columns.indices.contains(column) else {
            return "\(words(layout)) (at byte \(byteOffset))"
        }
        return "feature '\(layout.columns[column].name)': \(words(layout)) (at byte \(byteOffset))"
    }

    private func words(_ layout: EventLayout) -> String {
        switch reason {
        case .emptyValue: "the value is empty; an event is a JSON object"
        case .truncated: "the value ends too early"
        case .invalidJSON: "the value is not valid JSON"
        case .invalidUTF8: "a string is not valid UTF-8"
        case .invalidEscape: "a string has a backslash that begins no escape"
        case .loneSurrogate: "a string has half of a surrogate pair"
        case .controlCharacter: "a string has an unescaped control character"
        case .invalidNumber: "a number is not written as JSON writes numbers"
        case .numberOutOfRange: "the number is too large for a 64-bit float"
        case .tooDeep: "arrays and objects are nested more than \(layout.maxDepth) deep"
        case .trailingBytes: "something follows the event"
        case .notAnEvent: "the value is JSON, but neither object nor array"
        case .missingFeatures: "there are no features at '\(layout.features)'"
        case .missingFeature: "is required, and is null or absent"
        case .wrongType: column < 0 ? "a value is of the wrong type" : "is of the wrong type"
        case .wrongLength: "the row has not the model's \(layout.arrayColumns) features"
        case .unseenCategory: "the category is unknown to the model"
        case .invalidID: "the id at '\(layout.id)' is neither a string nor an integer"
        case .invalidTime:
            "the time at '\(layout.time)' is neither Unix milliseconds nor RFC 3339"
        case .infiniteValue: "is infinite, which the model forbids"
        case .valueTooLarge: "the value is longer than the limit"
        }
    }
}
