import Kafka

extension Command {
    static let topicsCheck = Command(
        "topics check",
        summary: "says how the cluster differs from what topics/ declares",
        description: [
            "Compares each declared topic with the cluster's: whether it is there, its partitions, "
                + "and the properties that the file states. Ends with status 1 when anything "
                + "differs. Names are those that 'topics create' would use."
        ],
        options: TopicPlan.options,
        shared: .brokerAndJSON,
        examples: [
            Example(
                line: "stream-scorer topics check --config flights.yaml",
                effect: "prints every difference, one a line"
            )
        ],
        run: TopicsCheckCommand.run
    )
}

/// `stream-scorer topics check`.
enum TopicsCheckCommand {
    private static let propertiesTimeoutMs: Int32 = 3_000

    static func run(_ invocation: Invocation) throws -> ExitStatus {
        let access = try BrokerAccess(invocation)
        let files = try TopicPlan.read(invocation, access)
        var differences: [(file: TopicFile, found: [TopicDifference])] = []
        do throws(KafkaError) {
            let admin = try Admin(access.properties, events: access.events)
            let topics = try admin.describeTopics(
                files.map(\.name),
                timeoutMs: BrokerAccess.timeoutMs
            )
            var tellsProperties = true
            for (file, topic) in zip(files, topics) {
                var properties: [String: String]?
                if tellsProperties, !topic.partitions.isEmpty {
                    properties = try self.properties(of: file.name, admin)
                    tellsProperties = properties != nil
                }
                let found = TopicDifference.between(
                    file,
                    partitions: topic.partitions.isEmpty ? nil : topic.partitions.count,
                    properties: properties
                )
                differences.append((file, found))
            }
            if !tellsProperties {
                StandardError.write(
                    "topics: this broker does not tell topics' properties: partitions are compared "
                        + "and nothing else\n"
                )
            }
        } catch {
            throw access.failure(error, while: "asking for topics")
        }
        try invocation.has("json") ? printJSON(differences) : printText(differences)
        return differences.allSatisfy(\.found.isEmpty) ? .done : .failed
    }

    /// By name; nil when the broker, which has just answered, does not know the request, as the
    /// embedded one.
    private static func properties(
        of topic: String,
        _ admin: Admin
    ) throws(KafkaError) -> [String: String]? {
        do throws(KafkaError) {
            let properties = try admin.describeTopicConfiguration(
                topic,
                timeoutMs: propertiesTimeoutMs
            )
            return Dictionary(properties.map { ($0.name, $0.value ?? "") }) { $1 }
        } catch {
            guard error.code == .unsupportedFeature || error.code == .timedOut else { throw error }
            return nil
        }
    }

    private static func printText(
        _ differences: [(file: TopicFile, found: [TopicDifference])]
    ) throws {
        for (file, found) in differences {
            if found.isEmpty { try StandardOutput.write("\(file.name): as declared\n") }
            for difference in found {
                try StandardOutput.write("\(file.name): \(difference.sentence)\n")
            }
        }
    }

    private static func printJSON(
        _ differences: [(file: TopicFile, found: [TopicDifference])]
    ) throws {
        let topics = differences.map { file, found in
            JSONValue.object([
                ("name", .string(file.name)), ("ok", .bool(found.isEmpty)),
                (
                    "differences",
                    .array(
                        found.map {
                            .object([
                                ("what", .string($0.what)), ("declared", .string($0.declared)),
                                ("found", .string($0.found)),
                            ])
                        }
                    )
                ),
            ])
        }
        let isOK = differences.allSatisfy(\.found.isEmpty)
        try StandardOutput.write(
            JSONValue.object([("ok", .bool(isOK)), ("topics", .array(topics))]).line
        )
    }
}
