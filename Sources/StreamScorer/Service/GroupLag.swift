internal import Glibc
internal import Kafka
internal import Operations

/// Shows how far the whole group is behind in each input topic, whoever reads which partition.
///
/// Asks the broker, on a thread of its own, so that a broker that does not answer holds up nothing.
/// It asks as a consumer that has joined nothing: an admin client's question about a group that is
/// answered too late ends the process with librdkafka 2.0.2 (an assertion in `rdkafka_queue.h`). Not
/// thread-safe: one thread, one value.
struct GroupLag {
    /// How often it asks.
    private static let intervalMs = 5_000
    /// How long a question may take: a stop is seen between two.
    private static let answerTimeoutMs: Int32 = 500
    private static let pauseUs: UInt32 = 50_000

    private let configuration: ServeConfiguration
    private let partitions: TopicPartitions
    private let registry: MetricRegistry
    private let shard: MetricShard

    init(_ plan: ServicePlan, _ registry: MetricRegistry) {
        configuration = plan.configuration
        partitions = plan.partitions
        self.registry = registry
        shard = registry.makeShard()
    }

    /// Asks and shows until `stop` is raised.
    func run(until stop: StopFlag) {
        guard let asker = try? Consumer(properties) else { return }
        while !stop.isRaised {
            update(asker, stop)
            let pauses = Self.intervalMs * 1_000 / Int(Self.pauseUs)
            for _ in 0..<pauses where !stop.isRaised { usleep(Self.pauseUs) }
        }
        asker.close(timeoutMs: 0)
    }

    private var properties: ClientProperties {
        var all = ClientProperties(configuration)
        all["client.id"] = "stream-scorer-\(configuration.instance)-lag"
        all["group.id"] = configuration.group
        all["group.instance.id"] = nil
        return all
    }

    /// A topic of which a question is not answered keeps what was shown.
    private func update(_ asker: Consumer, _ stop: StopFlag) {
        for topic in Set(configuration.deployments.map(\.input.topic)).sorted() {
            let places = (0..<partitions[topic]).map {
                TopicPartition(topic: topic, partition: Int32($0))
            }
            guard !stop.isRaised,
                let committed = try? asker.committed(places, timeoutMs: Self.answerTimeoutMs)
            else { return }
            var behind: Int64 = 0
            for (place, known) in zip(places, committed) {
                guard !stop.isRaised,
                    let marks = try? asker.watermarks(of: place, timeoutMs: Self.answerTimeoutMs)
                else { return }
                behind += max(0, marks.high - (known.offset >= 0 ? known.offset : marks.low))
            }
            shard.set(registry.gauge(ScorerMetrics.groupLag, topic), Double(behind))
        }
    }
}
