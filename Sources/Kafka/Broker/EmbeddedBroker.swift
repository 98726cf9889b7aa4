internal import CKafka
internal import Synchronization

/// A Kafka broker within this process, for trying things out and for tests: librdkafka's mock
/// cluster, reachable by every process of this machine.
///
/// It is no place for data that matters, and no proof of exactly-once: see `limitations`. May be
/// used from any thread.
@safe
// Unchecked: librdkafka's mock cluster takes its commands from any thread.
public final class EmbeddedBroker: @unchecked Sendable {
    private let client: Client
    let cluster: OpaquePointer
    private let entry: BootstrapPort?
    /// What to give clients as `bootstrap.servers`: the chosen port, or each broker's own.
    public let bootstrapServers: String
    /// Where the brokers themselves listen, and where clients are sent by `bootstrapServers`.
    public let advertisedServers: String

    /// What a user should know before trusting it with anything.
    public static let limitations = [
        "It is reachable on this machine only, by 127.0.0.1. A chosen port answers a client's first "
            + "question; the broker itself listens on a port of the system's choice.",
        "Everything is in memory and gone when the broker stops.",
        "A partition keeps its last 5 MiB or 100,000 batches; older records are dropped silently.",
        "Transactions look as if they worked, but aborted records are visible, offsets sent with "
            + "a transaction are not stored, and an older producer of the same id is not fenced.",
        "Records have no maximal size, topics no compaction, connections no TLS and no login.",
        "Topics are not made by admin requests: declare them at the start; others get 4 "
            + "partitions when they are first used.",
        "A group takes 5 to 10 seconds to rebalance, and waits out the session of members that "
            + "left; a commit that meets a rebalance may stay unanswered.",
        "Offsets cannot be looked up by time, and groups cannot be described.",
    ]

    /// Starts brokers on loopback.
    ///
    /// - Parameters:
    ///   - port: where clients find the cluster; nil or 0 takes a free port. The brokers themselves
    ///     listen on ports of the system's choice, which librdkafka does not let anybody choose.
    ///   - brokers: how many, 1…64.
    /// - Throws: `transport` if the port is taken.
    public init(port: UInt16? = nil, brokers: Int = 1) throws(KafkaError) {
        guard (1...64).contains(brokers) else {
            throw KafkaError(
                code: .invalidArgument,
                operation: "rd_kafka_mock_cluster_new",
                detail: "\(brokers) brokers: 1…64 can be had"
            )
        }
        let complaints = LastLine()
        let events = ClientEvents(log: { complaints.keep($0.message) })
        let client = try Client(
            .producer,
            ClientConfiguration([:]),
            context: ClientContext([:], events)
        )
        // SAFETY: the client is live and outlives the cluster.
        guard let made = unsafe rd_kafka_mock_cluster_new(client.handle, Int32(brokers)) else {
            throw KafkaError(
                code: .transport,
                operation: "rd_kafka_mock_cluster_new",
                detail: complaints.text
            )
        }
        unsafe cluster = unsafe made
        self.client = client
        // SAFETY: a text that lives as long as the cluster.
        advertisedServers = unsafe String(cString: rd_kafka_mock_cluster_bootstraps(made))
        guard let port, port != 0 else {
            entry = nil
            bootstrapServers = advertisedServers
            return
        }
        bootstrapServers = "127.0.0.1:\(port)"
        let first = advertisedServers.split(separator: ",").first?.split(separator: ":").last
        do throws(KafkaError) {
            guard let target = first.flatMap({ UInt16($0) }) else {
                throw KafkaError(
                    code: .transport,
                    operation: "rd_kafka_mock_cluster_bootstraps",
                    detail: "no port in '\(advertisedServers)'"
                )
            }
            entry = try BootstrapPort(port: port, forwardingTo: target)
        } catch {
            entry = nil
            throw error
        }
    }

    deinit {
        entry?.stop()
        // SAFETY: ours; the client ends after it.
        unsafe rd_kafka_mock_cluster_destroy(cluster)
    }

    /// Makes a topic.
    ///
    /// - Throws: `topicExists`; `invalidArgument` for a bad name or count.
    public func createTopic(_ name: String, partitions: Int) throws(KafkaError) {
        guard (1...10_000).contains(partitions), isTopicName(name) else {
            throw KafkaError(
                code: .invalidArgument,
                operation: "rd_kafka_mock_topic_create",
                detail: "'\(name)': a name of a-z A-Z 0-9 . _ - and 1…10,000 partitions"
            )
        }
        // SAFETY: the cluster is live.
        let code = unsafe rd_kafka_mock_topic_create(cluster, name, Int32(partitions), 1)
        try KafkaError.check(code, "rd_kafka_mock_topic_create", "'\(name)'")
    }
}

/// Whether Kafka takes a topic of this name.
func isTopicName(_ name: String) -> Bool {
    (1...249).contains(name.utf8.count) && name != "." && name != ".."
        && name.utf8.allSatisfy { (byte) in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "-"):
                true
            default: false
            }
        }
}

/// The last line that was logged.
private final class LastLine: Sendable {
    private let line = Mutex("no reason given")

    var text: String { line.withLock { $0 } }

    func keep(_ text: String) { line.withLock { $0 = text } }
}
