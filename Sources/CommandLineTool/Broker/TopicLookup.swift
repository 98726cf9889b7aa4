import Kafka
import Yaml

/// Which topics there are.
enum TopicLookup {
    /// The partitions of a topic, asked for without making it.
    ///
    /// - Throws: `CommandFailure` when there is no such topic, naming the nearest, or when no broker
    ///   answers in time.
    static func partitions(
        of topic: String,
        _ access: BrokerAccess
    ) throws(CommandFailure) -> [Int32] {
        let topics = try all(access, while: "asking for topic '\(topic)'")
        if let found = topics.first(where: { $0.name == topic }), !found.partitions.isEmpty {
            return found.partitions.map(\.id)
        }
        let nearest = nearestName(to: topic, among: topics.map(\.name))
        let hint = nearest.map { "; the nearest is '\($0)'" } ?? ""
        throw CommandFailure(
            .failed,
            "the broker at \(access.servers) has no topic '\(topic)'\(hint); "
                + "'stream-scorer topics create' makes what topics/ declares"
        )
    }

    /// Whether there is such a topic, asked for without making it.
    ///
    /// - Throws: `CommandFailure` when no broker answers in time.
    static func isThere(_ topic: String, _ access: BrokerAccess) throws(CommandFailure) -> Bool {
        try all(access, while: "asking for topic '\(topic)'")
            .contains { $0.name == topic && !$0.partitions.isEmpty }
    }

    private static func all(
        _ access: BrokerAccess,
        while purpose: String
    ) throws(CommandFailure) -> [ClusterMetadata.Topic] {
        do throws(KafkaError) {
            let admin = try Admin(access.properties, events: access.events)
            return try admin.metadata(timeoutMs: BrokerAccess.timeoutMs).topics
        } catch {
            throw access.failure(error, while: purpose)
        }
    }
}
