import BrokerFixture
import Foundation
import Kafka

/// A broker that a test uses, and how topics are made on it.
struct TestBroker: Sendable {
    enum Kind: Sendable {
        case embedded(EmbeddedBroker)
        case real
    }

    let kind: Kind
    let bootstrapServers: String

    /// A broker of the test's own, within this process.
    static func embedded() throws -> TestBroker {
        let broker = try EmbeddedBroker()
        return TestBroker(kind: .embedded(broker), bootstrapServers: broker.bootstrapServers)
    }

    /// The real broker of this run.
    static func real() throws -> TestBroker {
        TestBroker(kind: .real, bootstrapServers: try RealBroker.bootstrapServers())
    }

    /// A real broker that the test may kill.
    static func own(_ kafka: ApacheKafka) -> TestBroker {
        TestBroker(kind: .real, bootstrapServers: kafka.bootstrapServers)
    }

    /// The embedded broker, for faults.
    var faults: EmbeddedBroker? {
        if case .embedded(let broker) = kind { broker } else { nil }
    }

    /// Makes a topic that keeps what it gets: tests' events are years old, and a broker deletes what is
    /// older than a week some minutes after its start.
    func createTopic(
        _ name: String,
        partitions: Int,
        settings: [String: String] = [:]
    ) throws {
        switch kind {
        case .embedded(let broker): try broker.createTopic(name, partitions: partitions)
        case .real:
            let admin = try Admin(["bootstrap.servers": bootstrapServers])
            let declaration = TopicDeclaration(
                name: name,
                partitions: partitions,
                configuration: settings.merging(["retention.ms": "-1"]) { given, _ in given }
                    .map { (name: $0.key, value: $0.value) }
            )
            for outcome in try admin.createTopics([declaration], timeoutMs: 20_000) {
                if let error = outcome.error { throw error }
            }
        }
    }
}
