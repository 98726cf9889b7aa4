/// One value of a YAML document with the place where it starts.
public struct YamlNode: Sendable {
    /// What the value is.
    public enum Content: Sendable {
        /// Text; `isPlain` when it was written without quotes and not as a block.
        case scalar(text: String, isPlain: Bool)
        /// Values in order.
        case sequence([YamlNode])
        /// Members in the file's order; no key twice.
        case mapping([YamlMember])
    }

    /// Where the value starts.
    public let place: YamlPlace
    /// What the value is.
    public let content: Content

    /// Makes a node of its place and content.
    public init(place: YamlPlace, content: Content) {
        self.place = place
        self.content = content
    }

    /// True for a plain `null`, `~` or nothing at all, as YAML 1.2's core schema reads them.
    public var isNull: Bool {
        guard case .scalar(let text, isPlain: true) = content else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(text)
    }

    /// The kind of value in words, for messages.
    var kind: String {
        switch content {
        case .scalar(let text, let isPlain):
            if isNull { return "nothing" }
            return isPlain ? "'\(printable(text))'" : "the string \"\(printable(text))\""
        case .sequence: return "a list"
        case .mapping: return "a mapping"
        }
    }
}

/// One `key: value` of a mapping.
public struct YamlMember: Sendable {
    /// The key's text.
    public let key: String
    /// Where the key starts.
    public let keyPlace: YamlPlace
    /// The value.
    public let value: YamlNode

    /// Makes a member of its key and value.
    public init(key: String, keyPlace: YamlPlace, value: YamlNode) {
        self.key = key
        self.keyPlace = keyPlace
        self.value = value
    }
}
