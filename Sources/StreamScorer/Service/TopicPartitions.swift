internal import Kafka
internal import Operations

/// How many partitions each topic the service touches has, read from the broker at start.
struct TopicPartitions: Sendable {
    private let counts: [String: Int]

    /// Asks the broker for every topic that `configuration` names.
    ///
    /// - Throws: `ScoringError`: `.unreachable` when no broker answers in time; `.configuration` when
    ///   a topic is missing.
    init(_ configuration: ServeConfiguration) throws(ScoringError) {
        var wanted = [configuration.topics.control, configuration.topics.status]
        for deployment in configuration.deployments {
            wanted += [deployment.input.topic, deployment.output.topic]
        }
        // Shadows come by command, while the service runs.
        wanted.append(configuration.topics.shadowPredictions)
        if configuration.observing != nil { wanted.append(configuration.topics.observations) }
        if configuration.onError == .deadLetter { wanted.append(configuration.topics.deadLetters) }
        var counts: [String: Int] = [:]
        do throws(KafkaError) {
            let admin = try Admin(ClientProperties(configuration))
            let topics = try admin.describeTopics(
                Array(Set(wanted)),
                timeoutMs: ServicePlan.brokerTimeoutMs
            )
            for topic in topics { counts[topic.name] = topic.partitions.count }
        } catch {
            throw ScoringError(.unreachable, Self.explain(error, configuration))
        }
        let missing = Set(wanted).filter { (counts[$0] ?? 0) == 0 }.sorted()
        guard missing.isEmpty else {
            throw ScoringError(
                .configuration,
                "the broker has no topic \(missing.map { "'\($0)'" }.joined(separator: ", ")); make "
                    + "them with 'stream-scorer topics create' or correct the name"
            )
        }
        let control = configuration.topics.control
        guard counts[control] == 1 else {
            throw ScoringError(
                .configuration,
                "the topic '\(control)' has \(counts[control] ?? 0) partitions; the control log is one "
                    + "log in one order: make a topic with one partition and name it in "
                    + "topics.control"
            )
        }
        self.counts = counts
    }

    /// The number of partitions of `topic`; 0 where it was not asked for.
    subscript(topic: String) -> Int { counts[topic] ?? 0 }

    /// Name and number, by name.
    var sorted: [(name: String, count: Int)] {
        counts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    private static func explain(_ error: KafkaError, _ configuration: ServeConfiguration) -> String
    {
        let servers =
            configuration.kafka.first { $0.name == "bootstrap.servers" }?.value ?? "(none given)"
        return "no broker answered at \(servers) within "
            + "\(ServicePlan.brokerTimeoutMs / 1000) s (\(error)); check kafka.bootstrap.servers "
            + "and that the broker runs"
    }
}
