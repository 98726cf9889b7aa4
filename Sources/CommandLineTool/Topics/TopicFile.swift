import FoundationEssentials
import Yaml

/// What one file of `topics/` declares.
struct TopicFile: Sendable, Equatable {
    static let cleanupPolicies = ["delete", "compact", "compact,delete"]

    let name: String
    let partitions: Int
    /// `retention.ms`, `cleanup.policy` and the file's `config`, by name.
    let properties: [String: String]
    /// The file that declares it.
    let path: String

    /// Reads every `.yaml` file of a folder, in the order of their names.
    ///
    /// - Throws: `YamlError` naming file, line and key; `CommandFailure` for a folder that cannot be
    ///   read or declares nothing, or a topic that two files declare.
    static func readAll(in folder: String) throws -> [TopicFile] {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: folder)
        } catch {
            throw CommandFailure(
                .wrongUsage,
                "\(folder): is not a folder that can be read; name it with --dir"
            )
        }
        let paths = names.filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }.sorted()
        guard !paths.isEmpty else {
            throw CommandFailure(
                .wrongUsage,
                "\(folder): holds no .yaml file that declares a topic"
            )
        }
        var files: [TopicFile] = []
        for path in paths.map({ "\(folder)/\($0)" }) {
            let file = try TopicFile(path: path)
            if let other = files.first(where: { $0.name == file.name }) {
                throw CommandFailure(
                    .wrongUsage,
                    "\(path): topic '\(file.name)' is declared by \(other.path) too"
                )
            }
            files.append(file)
        }
        return files
    }

    /// Reads one file.
    ///
    /// - Throws: `YamlError` naming file, line and key.
    init(path: String) throws(YamlError) {
        let mapping = try YamlMapping(YamlDocument.read(path: path), file: path)
        try mapping.rejectUnknownKeys(known: [
            "name", "partitions", "key", "retention_ms", "cleanup_policy", "config", "written_by",
            "read_by", "value_schema", "headers_schema",
        ])
        for text in ["key", "written_by", "read_by", "value_schema", "headers_schema"] {
            _ = try mapping.string(text)
        }
        self.path = path
        name = try mapping.string("name")
        partitions = try mapping.int("partitions", in: 1...TopicAndPartitions.maxPartitions)
        var properties: [String: String] = [:]
        let config = try mapping.mapping("config")
        for member in config.members { properties[member.key] = try config.string(member.key) }
        properties["retention.ms"] = "\(try mapping.int("retention_ms", in: -1 ... .max))"
        properties["cleanup.policy"] = try mapping.choice(
            "cleanup_policy",
            among: Self.cleanupPolicies
        )
        self.properties = properties
    }

    private init(name: String, partitions: Int, of file: TopicFile) {
        self.name = name
        self.partitions = partitions
        properties = file.properties
        path = file.path
    }

    /// The same topic under another name.
    func named(_ name: String) -> TopicFile {
        TopicFile(name: name, partitions: partitions, of: self)
    }

    /// The same topic with another number of partitions; one of a single partition keeps it, for
    /// its records are in one order.
    func spread(over count: Int) -> TopicFile {
        partitions == 1 ? self : TopicFile(name: name, partitions: count, of: self)
    }
}
