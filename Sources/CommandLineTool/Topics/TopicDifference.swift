/// One way in which a cluster's topic is not what its file declares.
struct TopicDifference: Equatable, Sendable {
    /// `topic`, `partitions`, or a topic property's name.
    let what: String
    let declared: String
    /// `missing` when there is none.
    let found: String

    /// Compares a declaration with the cluster.
    ///
    /// - Parameters:
    ///   - file: what is declared.
    ///   - partitions: how many the cluster's topic has; nil when there is no such topic.
    ///   - properties: of the cluster's topic; nil where the broker does not tell them, which are
    ///     then not compared.
    /// - Returns: partitions first, then properties by name; empty when there is none.
    static func between(
        _ file: TopicFile,
        partitions: Int?,
        properties: [String: String]?
    ) -> [TopicDifference] {
        guard let partitions else {
            return [TopicDifference(what: "topic", declared: file.name, found: "missing")]
        }
        var differences: [TopicDifference] = []
        if partitions != file.partitions {
            differences.append(
                TopicDifference(
                    what: "partitions",
                    declared: "\(file.partitions)",
                    found: "\(partitions)"
                )
            )
        }
        guard let properties else { return differences }
        for (name, declared) in file.properties.sorted(by: { $0.key < $1.key }) {
            let found = properties[name]
            guard normal(found) != normal(declared) else { continue }
            differences.append(
                TopicDifference(what: name, declared: declared, found: found ?? "missing")
            )
        }
        return differences
    }

    /// One sentence, to stand behind the topic's name.
    var sentence: String {
        what == "topic" ? "is missing" : "\(what) is \(found), declared \(declared)"
    }

    /// Lists are compared without regard to their order: `compact,delete` is `delete,compact`.
    private static func normal(_ value: String?) -> [String]? {
        value?.split(separator: ",").map { $0.filter { $0 != " " } }.sorted()
    }
}
