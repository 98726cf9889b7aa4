/// A value to print as JSON, its members in the order given.
indirect enum JSONValue: Sendable {
    case null
    case bool(Bool)
    case integer(Int)
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object([(String, JSONValue)])
    /// JSON that is there already, and is a value.
    case written(String)

    /// A string, or null for nil.
    static func optional(_ text: String?) -> JSONValue {
        text.map(JSONValue.string) ?? .null
    }

    /// JSON as bytes, which are a value.
    static func json(_ bytes: [UInt8]) -> JSONValue {
        .written(String(decoding: bytes, as: UTF8.self))
    }

    /// The value in one line, with its line feed.
    var line: String { text + "\n" }

    /// The value without white space; a number that JSON cannot hold is null.
    var text: String {
        switch self {
        case .null: "null"
        case .bool(let value): value ? "true" : "false"
        case .integer(let value): "\(value)"
        case .number(let value): value.isFinite ? "\(value)" : "null"
        case .string(let value): JSONText.quote(value)
        case .written(let text): text
        case .array(let values): "[" + values.map(\.text).joined(separator: ",") + "]"
        case .object(let members):
            "{"
                + members.map { JSONText.quote($0.0) + ":" + $0.1.text }.joined(separator: ",")
                + "}"
        }
    }
}
