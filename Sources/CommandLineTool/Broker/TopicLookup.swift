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
        let topics: [ClusterMetadata.Topic]
        do throws(KafkaError) {
            let admin = try Admin(access.properties, events: access.events)
            topics = try admin.metadata(timeoutMs: BrokerAccess.timeoutMs).topics
        } catch {
            throw access.failure(error, while: "asking for topic '\(topic)'")
        }
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
}
