internal import Yaml

/// Reads the declared keys of one section and refuses all others.
struct ConfigurationSection {
    let mapping: YamlMapping

    /// Takes the section `path` (such as `deployments[].input`) from a mapping of the file.
    ///
    /// - Throws: `YamlError` for a key of `unsupported`, or one that is not declared.
    init(
        _ mapping: YamlMapping,
        declaredAt path: String,
        unsupported: [String] = []
    ) throws(YamlError) {
        for name in unsupported {
            if let value = mapping[name] { throw value.error("not supported in this version") }
        }
        try mapping.rejectUnknownKeys(known: ConfigurationKey.names(in: path))
        self.mapping = mapping
    }

    /// A section below this one; an absent one is read as empty, so that defaults apply.
    func section(
        _ key: ConfigurationKey,
        isRequired: Bool = false,
        unsupported: [String] = []
    ) throws(YamlError) -> ConfigurationSection {
        let below: YamlMapping
        if isRequired || mapping[key.name] != nil {
            below = try mapping.mapping(key.name)
        } else {
            let empty = YamlNode(place: mapping.place, content: .mapping([]))
            below = try YamlMapping(empty, file: mapping.file, path: path(of: key))
        }
        return try ConfigurationSection(below, declaredAt: key.path, unsupported: unsupported)
    }

    /// The key's number, else its default.
    func whole(_ key: ConfigurationKey, computed: Int? = nil) throws(YamlError) -> Int {
        guard case .whole(let range, let standard) = key.form else {
            preconditionFailure("\(key.path) is no number")
        }
        if let value = try mapping.optionalInt(key.name, in: range) { return value }
        guard let value = standard ?? computed else { return try mapping.int(key.name) }
        return value
    }

    /// The key's number, else its default.
    func number(_ key: ConfigurationKey) throws(YamlError) -> Double {
        guard case .number(let range, let standard) = key.form else {
            preconditionFailure("\(key.path) is no number")
        }
        return try mapping.double(key.name, in: range, default: standard)
    }

    /// The key's flag, else its default.
    func flag(_ key: ConfigurationKey) throws(YamlError) -> Bool {
        guard case .flag(let standard) = key.form else {
            preconditionFailure("\(key.path) is no flag")
        }
        return try mapping.bool(key.name, default: standard)
    }

    /// The key's word, else its default; `later` are words that a later version knows.
    func choice(_ key: ConfigurationKey, later: [String] = []) throws(YamlError) -> String {
        guard case .choice(let words, let standard) = key.form else {
            preconditionFailure("\(key.path) is no choice")
        }
        if let text = try? mapping.optionalString(key.name), later.contains(text) {
            throw mapping.error(
                key.name,
                "'\(text)' is not supported in this version; use \(words.joined(separator: " or "))"
            )
        }
        return try mapping.choice(key.name, among: words, default: standard)
    }

    /// The key's text, else its default; checked against its rule.
    func text(_ key: ConfigurationKey, computed: String? = nil) throws(YamlError) -> String {
        guard case .text(let rule, let standard) = key.form else {
            preconditionFailure("\(key.path) is no text")
        }
        let given = try mapping.optionalString(key.name)
        guard let text = given ?? standard ?? computed else {
            return try mapping.string(key.name)
        }
        guard rule.allows(text) else {
            throw mapping.error(
                key.name,
                "\(JSONText.quoted(String(text.prefix(60)))) is not \(rule.words)"
            )
        }
        return text
    }

    /// The key's texts, else its default; each checked against its rule.
    func texts(_ key: ConfigurationKey) throws(YamlError) -> [String] {
        guard case .texts(let rule, let standard) = key.form else {
            preconditionFailure("\(key.path) is no list of texts")
        }
        let texts = try mapping.stringList(key.name, default: standard)
        for (index, text) in texts.enumerated() {
            guard rule.allows(text) else {
                throw mapping.error(
                    key.name,
                    "\(JSONText.quoted(String(text.prefix(60)))) is not \(rule.words)"
                )
            }
            guard !texts[..<index].contains(text) else {
                throw mapping.error(key.name, "'\(text)' is there twice")
            }
        }
        return texts
    }

    private func path(of key: ConfigurationKey) -> String {
        mapping.path.isEmpty ? key.name : "\(mapping.path).\(key.name)"
    }
}
