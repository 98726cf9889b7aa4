import Kafka

extension Command {
    static let topicsCreate = Command(
        "topics create",
        summary: "makes the topics that topics/ declares",
        description: [
            "Makes each declared topic that the cluster lacks, with its partitions and properties; "
                + "one that is there is left as it is. With a configuration file, features and "
                + "predictions get the names of the deployments' topics, and the others those under "
                + "'topics'.",
            "The embedded broker makes no topics by request: declare them with "
                + "'stream-scorer broker --topic'.",
        ],
        options: TopicPlan.options,
        shared: .brokerAndJSON,
        examples: [
            Example(
                line: "stream-scorer topics create -X bootstrap.servers=127.0.0.1:9092",
                effect: "makes what topics/ declares, under the names it declares"
            ),
            Example(
                line: "stream-scorer topics create --config flights.yaml --partitions-like flights",
                effect: "gives the predictions as many partitions as the events have"
            ),
        ],
        run: TopicsCreateCommand.run
    )
}

/// `stream-scorer topics create`.
enum TopicsCreateCommand {
    /// What became of a topic.
    private struct Outcome {
        let file: TopicFile
        let result: String
        let problem: String?
    }

    static func run(_ invocation: Invocation) throws -> ExitStatus {
        let access = try BrokerAccess(invocation)
        let files = try TopicPlan.read(invocation, access)
        let outcomes: [Outcome]
        do throws(KafkaError) {
            outcomes = try create(files, access)
        } catch {
            throw access.failure(error, while: "making topics")
        }
        try invocation.has("json") ? printJSON(outcomes) : printText(outcomes)
        return outcomes.contains { $0.problem != nil } ? .failed : .done
    }

    private static func create(
        _ files: [TopicFile],
        _ access: BrokerAccess
    ) throws(KafkaError) -> [Outcome] {
        let admin = try Admin(access.properties, events: access.events)
        let found = try admin.describeTopics(files.map(\.name), timeoutMs: BrokerAccess.timeoutMs)
        let missing = zip(files, found).filter { $0.1.partitions.isEmpty }.map(\.0)
        let errorByName = try missing.isEmpty ? [:] : make(missing, admin)
        return files.map { file in
            guard missing.contains(file) else {
                return Outcome(file: file, result: "exists", problem: nil)
            }
            guard let error = errorByName[file.name] else {
                return Outcome(file: file, result: "created", problem: nil)
            }
            if error.code == .topicExists {
                return Outcome(file: file, result: "exists", problem: nil)
            }
            return Outcome(file: file, result: "failed", problem: "\(error)")
        }
    }

    /// Asks for the topics; the errors of those that were not made, by name.
    private static func make(
        _ files: [TopicFile],
        _ admin: Admin
    ) throws(KafkaError) -> [String: KafkaError] {
        do throws(KafkaError) {
            let made = try admin.createTopics(
                files.map(\.declaration),
                timeoutMs: BrokerAccess.timeoutMs
            )
            return Dictionary(made.compactMap { made in made.error.map { (made.name, $0) } }) { $1 }
        } catch {
            // The broker has just answered: it does not know the request, or lets it time out, as
            // the embedded one does.
            guard error.code == .unsupportedFeature || error.code == .timedOut else { throw error }
            let reason = KafkaError(
                code: error.code,
                operation: error.operation,
                detail:
                    "the broker answers but makes no topics by request; of the embedded broker, "
                    + "declare them with 'stream-scorer broker --topic NAME:PARTITIONS'"
            )
            return Dictionary(files.map { ($0.name, reason) }) { $1 }
        }
    }

    private static func printText(_ outcomes: [Outcome]) throws {
        for outcome in outcomes {
            let name = outcome.file.name
            switch outcome.result {
            case "created":
                try StandardOutput.write("\(name): made, partitions \(outcome.file.partitions)\n")
            case "exists":
                try StandardOutput.write("\(name): was there; left as it is\n")
            default:
                StandardError.write(
                    "stream-scorer: topic '\(name)' cannot be made: \(outcome.problem ?? "")\n"
                )
            }
        }
    }

    private static func printJSON(_ outcomes: [Outcome]) throws {
        let topics = outcomes.map { outcome in
            JSONValue.object([
                ("name", .string(outcome.file.name)), ("result", .string(outcome.result)),
                ("partitions", .integer(outcome.file.partitions)),
                ("problem", .optional(outcome.problem)),
            ])
        }
        try StandardOutput.write(JSONValue.object([("topics", .array(topics))]).line)
    }
}

extension TopicFile {
    /// As the cluster is asked for it; how many brokers hold it is the cluster's choice.
    var declaration: TopicDeclaration {
        TopicDeclaration(
            name: name,
            partitions: partitions,
            configuration: properties.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        )
    }
}
