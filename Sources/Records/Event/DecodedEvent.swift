/// A run of bytes inside a payload.
public struct PayloadRange: Sendable, Hashable {
    /// Where it begins.
    public var offset: Int
    /// How many bytes; 0 when what it names is absent.
    public var count: Int

    /// Names a run of bytes.
    public init(offset: Int, count: Int) {
        self.offset = offset
        self.count = count
    }
}

/// What a decoder found besides the row.
public struct DecodedEvent: Sendable {
    /// The id: a string's content as it stands in the payload, escapes kept, ready to be written
    /// between quotes; an integer's text; `count` 0 where it is absent, null or empty.
    public internal(set) var id = PayloadRange(offset: 0, count: 0)
    /// The time in Unix milliseconds; nil where it is absent or null.
    public internal(set) var timeMs: Int64?
    /// Whether the features came as an array.
    public internal(set) var isArray = false
    /// Members of the features object that are no column.
    public internal(set) var unknownFields = 0
    /// Members that came again: among the features, and on the way to what the layout names.
    ///
    /// Members that are ignored are not looked at for this.
    public internal(set) var duplicateKeys = 0
    /// Categories that are in no table; each is NaN in the row.
    public internal(set) var unseenCategories = 0

    init() {}
}
