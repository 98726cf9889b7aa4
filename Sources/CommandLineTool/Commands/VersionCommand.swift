import Kafka

extension Command {
    static let version = Command(
        "version",
        summary: "prints the versions of stream-scorer, Swift and librdkafka",
        description: ["Says which versions run here; a report of a fault should carry them."],
        options: [.json],
        examples: [
            Example(line: "stream-scorer version --json", effect: "prints the versions as JSON")
        ],
        run: VersionCommand.run
    )
}

/// `stream-scorer version`.
enum VersionCommand {
    /// Ours.
    static let version = "0.1.0"

    /// The standard library's that runs here, major and minor: it does not know its patch level.
    static var swift: String {
        "\(_SwiftStdlibVersion.current)".split(separator: ".").prefix(2).joined(separator: ".")
    }

    static func run(_ invocation: Invocation) throws -> ExitStatus {
        let rows = [
            ("stream-scorer", version), ("swift", swift),
            ("librdkafka", KafkaLibrary.linkedVersion),
        ]
        if invocation.has("json") {
            try StandardOutput.write(JSONValue.object(rows.map { ($0.0, .string($0.1)) }).line)
            return .done
        }
        for (name, text) in rows {
            try StandardOutput.write("\(name) \(text)\n")
        }
        return .done
    }
}
