/// A typed reader over one mapping of a document.
///
/// Each reader comes in three forms: `string("topic")` wants the key, `string("topic", default:)`
/// falls back to a value, `optionalString("topic")` answers nil. A key that is there without a
/// value is an error in all three: leaving the key out is how a default is asked for.
public struct YamlMapping: Sendable {
    /// The members in the file's order.
    public let members: [YamlMember]
    /// Where the mapping starts.
    public let place: YamlPlace
    /// The file as the user named it.
    public let file: String
    /// Where the mapping stands in the document; empty for the document itself.
    public let path: String

    /// Takes a node that has to be a mapping.
    ///
    /// - Throws: `YamlError` when it is something else.
    public init(_ node: YamlNode, file: String, path: String = "") throws(YamlError) {
        guard case .mapping(let members) = node.content else {
            throw YamlError(
                file: file,
                place: node.place,
                key: path.isEmpty ? nil : path,
                problem: "expected a mapping of keys to values, found \(node.kind)"
            )
        }
        self.members = members
        place = node.place
        self.file = file
        self.path = path
    }

    /// The value of a key, or nil when the mapping lacks it.
    ///
    /// - Complexity: O(members).
    public subscript(key: String) -> YamlValue? {
        guard let member = members.first(where: { $0.key == key }) else { return nil }
        return YamlValue(member.value, file: file, path: joined(path, key))
    }

    /// The value of a key that has to be there.
    ///
    /// - Throws: `YamlError` at the mapping's place when the key is missing.
    public func value(_ key: String) throws(YamlError) -> YamlValue {
        guard let value = self[key] else {
            throw YamlError(
                file: file,
                place: place,
                key: joined(path, key),
                problem: "required, but missing"
            )
        }
        return value
    }

    /// An error about a key of this mapping: at the key's value, else at the mapping.
    public func error(_ key: String, _ problem: String) -> YamlError {
        self[key]?.error(problem)
            ?? YamlError(file: file, place: place, key: joined(path, key), problem: problem)
    }

    /// Refuses a key that is not among `known`, naming the nearest known one.
    ///
    /// - Throws: `YamlError` at the first unknown key.
    public func rejectUnknownKeys(known: [String]) throws(YamlError) {
        for member in members where !known.contains(member.key) {
            let hint = suggestion(member.key, known)
            throw YamlError(
                file: file,
                place: member.keyPlace,
                key: joined(path, member.key),
                problem: "unknown key"
                    + (hint.isEmpty ? "; known are \(known.joined(separator: ", "))" : hint)
            )
        }
    }
}
