/// The topics that a command is about: what the folder declares, as the configuration and the
/// command line have it.
enum TopicPlan {
    /// The options of every command about declared topics.
    static let options: [CommandOption] = [
        .value("dir", "DIR", .folder, fallback: "topics", "the folder whose files declare topics"),
        .value(
            "partitions-like",
            "TOPIC",
            .text,
            "gives declared topics as many partitions as that topic of the cluster has; topics "
                + "declared with one partition keep it"
        ),
    ]

    /// Reads the declarations.
    ///
    /// - Returns: in the order of the files, under the configuration's names.
    /// - Throws: `YamlError` naming file, line and key; `CommandFailure` for a folder without
    ///   declarations, or a topic to be like that does not exist.
    static func read(_ invocation: Invocation, _ access: BrokerAccess) throws -> [TopicFile] {
        var files = try TopicFile.readAll(in: invocation.requiredText("dir"))
        if let configuration = access.configuration {
            files = TopicNaming.rename(files, as: configuration)
        }
        guard let model = invocation.text("partitions-like") else { return files }
        let count = try TopicLookup.partitions(of: model, access).count
        return files.map { $0.spread(over: count) }
    }
}
