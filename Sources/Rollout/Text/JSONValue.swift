/// A JSON value as the control log's records hold it; numbers stay the text they were.
///
/// An object's members are sorted by the bytes of their names and no name is twice in it.
public indirect enum JSONValue: Sendable, Hashable {
    /// `null`.
    case null
    /// `true` or `false`.
    case bool(Bool)
    /// A number, as its text.
    case number(String)
    /// A string.
    case string(String)
    /// Values in their order.
    case array([JSONValue])
    /// Members, sorted by the bytes of their names.
    case object([Member])

    /// One member of an object.
    public struct Member: Sendable, Hashable {
        /// Its name.
        public let name: String
        /// Its value.
        public let value: JSONValue
    }

    /// What the value is, in words for a person.
    var form: String {
        switch self {
        case .null: "null"
        case .bool: "true or false"
        case .number: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }

    /// An object of members that are there, in the canonical order.
    public static func object(of members: [(String, JSONValue?)]) -> JSONValue {
        var present: [Member] = []
        for (name, value) in members {
            if let value { present.append(Member(name: name, value: value)) }
        }
        present.sort { $0.name.bytesPrecede($1.name) }
        return .object(present)
    }

    /// A whole number.
    public static func integer(_ value: some BinaryInteger) -> JSONValue { .number(String(value)) }

    /// The shortest text that reads back to the same number; `null` where JSON has none.
    public static func double(_ value: Double) -> JSONValue {
        value.isFinite ? .number("\(value)") : .null
    }

    /// Reads a text that somebody else wrote.
    ///
    /// - Parameters:
    ///   - bytes: the text.
    ///   - maxBytes: a longer one is refused unread.
    /// - Returns: nil where it is no JSON, an object has a name twice, or it is nested more than 32 deep.
    /// - Complexity: O(n log n) in its bytes.
    public static func read(_ bytes: [UInt8], maxBytes: Int) -> JSONValue? {
        try? JSONReader.read(bytes, maxBytes: maxBytes, maxDepth: 32)
    }

    /// The member of an object, nil where there is none or where this is no object.
    public subscript(_ name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        for member in members where member.name.hasSameBytes(as: name) { return member.value }
        return nil
    }

    /// The canonical text: no blanks, members in order, only what must be escaped is.
    public func encoded() -> [UInt8] {
        var writer = JSONWriter()
        writer.write(self)
        return writer.bytes
    }
}

extension String {
    /// Equality of bytes; `==` takes texts as equal that Unicode holds for equivalent.
    func hasSameBytes(as other: String) -> Bool {
        self == other && utf8.elementsEqual(other.utf8)
    }

    /// The order of bytes.
    func bytesPrecede(_ other: String) -> Bool { utf8.lexicographicallyPrecedes(other.utf8) }

    /// The text between back quotes, at most 64 bytes of it and nothing a terminal would obey.
    var quoted: String {
        var text = ""
        for scalar in unicodeScalars {
            guard text.utf8.count < 64 else { return "`\(text)…`" }
            text.unicodeScalars.append(scalar.isControl ? "\u{FFFD}" : scalar)
        }
        return "`\(text)`"
    }
}

extension Unicode.Scalar {
    /// C0, DEL and C1.
    var isControl: Bool { value < 0x20 || 0x7F...0x9F ~= value }
}
