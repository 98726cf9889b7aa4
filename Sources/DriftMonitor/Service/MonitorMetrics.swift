internal import Operations

/// The numbers that the monitor shows.
///
/// Not thread-safe: one thread counts.
struct MonitorMetrics {
    private static let rejectedRecords = MetricFamily(
        .counter,
        "stream_scorer_monitor_rejected_records_total",
        help: "Records of the input topics that could not be read and were passed over.",
        labels: ["input"]
    )

    private let registry: MetricRegistry
    private let shard: MetricShard

    init(_ registry: MetricRegistry) {
        self.registry = registry
        shard = registry.makeShard()
    }

    /// A step was taken.
    func stepped(_ step: MonitorPipeline.Step, of watch: DeploymentWatch) {}

    /// A record could not be read.
    ///
    /// - Returns: whether it is worth a log line: the first ones of an input are, and then few.
    func rejected(_ input: MonitorInput) -> Bool {
        let id = registry.counter(Self.rejectedRecords, input.rawValue)
        shard.add(id)
        let total = registry.total(id)
        return total <= 10 || total % 10_000 == 0
    }
}
