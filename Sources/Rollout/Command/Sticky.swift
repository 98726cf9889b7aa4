/// What of an event decides its bucket.
public enum Sticky: Sendable, Equatable {
    /// The record's key.
    case key
    /// The value at a JSON pointer.
    case field(String)

    /// `key`, or the pointer.
    public var text: String {
        switch self {
        case .key: "key"
        case .field(let pointer): pointer
        }
    }
}
