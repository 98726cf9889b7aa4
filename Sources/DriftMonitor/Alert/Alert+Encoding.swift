public import Rollout

extension Alert {
    /// The record's value: canonical JSON, the same bytes for the same alert.
    public func encoded() -> [UInt8] { json.encoded() }

    /// The record's value.
    public var json: JSONValue {
        .object(of: [
            ("id", .string(id)),
            ("ts", .integer(timeMs)),
            ("deployment", .string(deployment)),
            ("version", version.map { .string($0) }),
            ("rule", .string(rule)),
            ("subject", .string(subject)),
            ("state", .string(state.rawValue)),
            ("severity", .string(severity.rawValue)),
            (
                "window",
                .object(of: [
                    ("from", .integer(stretch.fromMs)),
                    ("to", .integer(stretch.toMs)),
                    ("events", .integer(stretch.events)),
                ])
            ),
            ("statistic", .string(statistic)),
            ("value", .double(value)),
            ("threshold", .double(threshold)),
            ("p_value", pValue.map { .double($0) }),
            ("evidence", evidence),
            ("baseline", baselineDigest.map { .string($0) }),
        ])
    }
}

extension Alert: Codable {
    /// Reads the text of a record's value.
    public init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        try self.init(decoding: Array(text.utf8))
    }

    /// Writes the record's value as a text.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(String(decoding: encoded(), as: UTF8.self))
    }
}
