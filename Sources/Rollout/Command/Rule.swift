/// A feature flag: what has one of some values in a header or field goes to a version.
public struct Rule: Sendable, Equatable {
    /// Where the value is looked for.
    public enum Source: Sendable, Equatable {
        /// A header of the record, by its name.
        case header(String)
        /// A field of the event, by its JSON pointer.
        case field(String)
    }

    /// A value as it was declared; it matches by its bytes.
    public enum Value: Sendable, Equatable {
        /// A string: its content.
        case string(String)
        /// A number: its text, as declared.
        case number(String)
        /// `true` or `false`.
        case bool(Bool)

        /// What is compared with the event's bytes.
        public var bytes: [UInt8] {
            switch self {
            case .string(let text), .number(let text): Array(text.utf8)
            case .bool(let flag): Array((flag ? "true" : "false").utf8)
            }
        }
    }

    /// The rule's name; the route of what it matches is `rule:NAME`.
    public var name: String
    /// Where the value is looked for.
    public var source: Source
    /// The values, any of which matches.
    public var values: [Value]
    /// The version that what matches goes to.
    public var version: String

    /// A rule.
    public init(name: String, source: Source, values: [Value], version: String) {
        self.name = name
        self.source = source
        self.values = values
        self.version = version
    }

    var members: [(String, JSONValue?)] {
        let values = values.map { value -> JSONValue in
            switch value {
            case .string(let text): .string(text)
            case .number(let text): .number(text)
            case .bool(let flag): .bool(flag)
            }
        }
        var members: [(String, JSONValue?)] = [
            ("name", .string(name)), ("equals", .array(values)), ("version", .string(version)),
        ]
        switch source {
        case .header(let name): members.append(("header", .string(name)))
        case .field(let pointer): members.append(("field", .string(pointer)))
        }
        return members
    }
}
