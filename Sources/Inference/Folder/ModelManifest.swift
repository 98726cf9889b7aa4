import Yaml

/// What `model.yaml` says, key by key, before it meets the model file.
struct ModelManifest {
    /// One entry of `features`.
    struct Entry {
        var name: String
        var isCategory: Bool
        /// `values`: categories in the order of their codes.
        var values: [CategoryValue]?
        var missing: Feature.Missing
        /// For errors.
        var yaml: YamlMapping
    }

    let yaml: YamlMapping
    let name: String
    let version: String
    let format: String
    /// The model file's name within the folder.
    let file: String
    let digest: String
    let features: [Entry]?
    let outputKind: ModelOutput.Kind?
    let classes: [String]
    let golden: String?
    let baseline: String?
    let source: [(String, String)]

    private static let keys = [
        "name", "version", "format", "file", "digest", "features", "output", "golden", "baseline",
        "source",
    ]

    /// Reads and checks the file's form.
    ///
    /// - Throws: `YamlError` naming line, key and, for an unknown key, the nearest known one.
    static func read(path: String) throws(YamlError) -> ModelManifest {
        try ModelManifest(try YamlMapping(try YamlDocument.read(path: path), file: path))
    }

    private init(_ yaml: YamlMapping) throws(YamlError) {
        self.yaml = yaml
        try yaml.rejectUnknownKeys(known: Self.keys)
        name = try yaml.string("name")
        version = try yaml.string("version")
        for key in ["name", "version"] where try yaml.string(key).isEmpty {
            throw yaml.error(key, "may not be empty")
        }
        format = try yaml.choice("format", among: ["lightgbm", "xgboost"])
        file = try Self.fileName(yaml, "file") ?? ""
        guard !file.isEmpty else { throw yaml.error("file", "required, but missing") }
        digest = try yaml.string("digest")
        guard Self.isDigest(digest) else {
            throw yaml.error(
                "digest",
                "'sha256:' and 64 lower-case hexadecimal digits are expected"
            )
        }
        features = try Self.entries(yaml)
        if let output = try yaml.optionalMapping("output") {
            try output.rejectUnknownKeys(known: ["kind", "classes"])
            outputKind = try output.optionalChoice(
                "kind",
                among: ModelOutput.Kind.allCases.map(\.rawValue)
            ).flatMap(ModelOutput.Kind.init)
            classes = try output.stringList("classes", default: [])
        } else {
            outputKind = nil
            classes = []
        }
        golden = try Self.fileName(yaml, "golden")
        baseline = try Self.fileName(yaml, "baseline")
        source =
            try yaml.optionalMapping("source")?.members.map { member in
                (member.key, Self.text(member.value))
            } ?? []
    }

    /// A file beside `model.yaml`; nothing outside the folder.
    private static func fileName(
        _ yaml: YamlMapping,
        _ key: String
    ) throws(YamlError) -> String? {
        guard let name = try yaml.optionalString(key) else { return nil }
        guard !name.isEmpty, !name.contains("/"), name != ".", name != ".." else {
            throw yaml.error(key, "the name of a file in this folder is expected")
        }
        return name
    }

    private static func isDigest(_ text: String) -> Bool {
        let prefix = "sha256:"
        return text.hasPrefix(prefix) && text.utf8.count == prefix.utf8.count + 64
            && text.utf8.dropFirst(prefix.utf8.count).allSatisfy {
                (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                    || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
            }
    }

    private static func entries(_ yaml: YamlMapping) throws(YamlError) -> [Entry]? {
        guard let list = try yaml.optionalSequence("features") else { return nil }
        var entries: [Entry] = []
        var names: Set<String> = []
        for value in list {
            let entry = try entry(value.mapping())
            guard names.insert(entry.name).inserted else {
                throw entry.yaml.error("name", "'\(entry.name)' comes twice")
            }
            entries.append(entry)
        }
        guard !entries.isEmpty else { throw yaml.error("features", "may not be empty") }
        return entries
    }

    private static func entry(_ yaml: YamlMapping) throws(YamlError) -> Entry {
        try yaml.rejectUnknownKeys(known: ["name", "type", "values", "missing", "required"])
        let isCategory =
            try yaml.choice("type", among: ["number", "category"], default: "number") == "category"
        var missing = Feature.Missing.model
        if let number = try yaml.optionalDouble("missing") { missing = .substitute(number) }
        if try yaml.bool("required", default: false) {
            guard missing == .model else {
                throw yaml.error("required", "a feature that is required has no 'missing'")
            }
            missing = .required
        }
        var values: [CategoryValue]?
        if let list = try yaml.optionalSequence("values") {
            guard isCategory else { throw yaml.error("values", "only a category has values") }
            var read: [CategoryValue] = []
            for value in list {
                if let number = try? value.double() {
                    read.append(.number(number))
                } else {
                    read.append(.text(try value.string()))
                }
            }
            guard Set(read).count == read.count else {
                throw yaml.error("values", "one comes twice")
            }
            values = read
        }
        return Entry(
            name: try yaml.string("name"),
            isCategory: isCategory,
            values: values,
            missing: missing,
            yaml: yaml
        )
    }

    /// A value of `source` as it stands; lists and mappings on one line.
    private static func text(_ node: YamlNode) -> String {
        switch node.content {
        case .scalar(let text, _): text
        case .sequence(let elements): elements.map(text).joined(separator: ", ")
        case .mapping(let members):
            members.map { "\($0.key): \(text($0.value))" }.joined(separator: ", ")
        }
    }
}
