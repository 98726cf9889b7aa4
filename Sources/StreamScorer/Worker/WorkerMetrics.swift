internal import Inference
internal import Kafka
internal import Operations

/// One worker's counters: registered at start, added to once a turn, without locks.
///
/// Not thread-safe: one worker, one value; the registry reads it while it counts.
final class WorkerMetrics {
    /// The counters of one deployment.
    private struct Deployment {
        let name: String
        let records: CounterID
        let tombstones: CounterID
        let unknownFields: CounterID
        let duplicateKeys: CounterID
        let unseenCategories: CounterID
        let unsticky: CounterID
        let observations: CounterID
        /// By reason.
        let unplaced: [CounterID]
    }

    private let registry: MetricRegistry
    private let shard: MetricShard
    private let failureFamily: MetricFamily
    private let deployments: [Deployment]
    /// By route of the table in use.
    private var predictions: [CounterID] = []
    /// By version of the table in use; leased.
    private var inference: [HistogramID] = []
    /// By version and reason of the table in use: registered when they are first needed.
    private var unanswered: [[CounterID?]] = []
    /// By shadow and result of the table in use.
    private var shadows: [[CounterID]] = []
    private var table: RoutingTable
    private let endToEnd: [HistogramID]
    private var failures: [EncodeTally.Failure: CounterID] = [:]
    private var lags: [TopicPartition: GaugeID] = [:]
    private let assigned: GaugeID
    private let batchRecords: HistogramID
    private let queueFull: CounterID
    private let commits: CounterID
    private let commitFailures: CounterID
    private let commitDuration: HistogramID
    private let aborts: CounterID

    /// Registers the counters of worker `worker`.
    ///
    /// By `policy`, events that fail are counted as dead letters or as dropped.
    init(
        registry: MetricRegistry,
        worker: String,
        table: RoutingTable,
        policy: FailurePolicy
    ) {
        self.registry = registry
        self.table = table
        shard = registry.makeShard()
        failureFamily =
            policy == .drop ? ScorerMetrics.droppedRecords : ScorerMetrics.deadLetters
        let sources = table.deployments.map(\.source)
        deployments = sources.map { source in
            Deployment(
                name: source.deployment,
                records: registry.counter(ScorerMetrics.recordsConsumed, source.topic),
                tombstones: registry.counter(ScorerMetrics.tombstones, source.deployment),
                unknownFields: registry.counter(ScorerMetrics.unknownFields, source.deployment),
                duplicateKeys: registry.counter(ScorerMetrics.duplicateKeys, source.deployment),
                unseenCategories: registry.counter(
                    ScorerMetrics.unseenCategories,
                    source.deployment
                ),
                unsticky: registry.counter(ScorerMetrics.unstickyRecords, source.deployment),
                observations: registry.counter(ScorerMetrics.observations, source.deployment),
                unplaced: ObserveTally.Reason.allCases.map { reason in
                    registry.counter(
                        ScorerMetrics.unplacedEvents,
                        source.deployment,
                        reason.name
                    )
                }
            )
        }
        endToEnd = sources.map { source in
            registry.histogram(ScorerMetrics.endToEndDuration, source.deployment)
        }
        assigned = registry.gauge(ScorerMetrics.assignedPartitions, worker)
        batchRecords = registry.histogram(ScorerMetrics.batchRecords)
        queueFull = registry.counter(ScorerMetrics.producerQueueFull)
        commits = registry.counter(ScorerMetrics.commits)
        commitFailures = registry.counter(ScorerMetrics.commitFailures)
        commitDuration = registry.histogram(ScorerMetrics.commitDuration)
        aborts = registry.counter(ScorerMetrics.transactionsAborted)
        adopt(table)
    }

    /// Counts by `table`'s routes and versions from now on; new ones are registered.
    func adopt(_ table: RoutingTable) {
        self.table = table
        unanswered = table.versions.map { _ in Unanswered.allCases.map { _ in nil } }
        shadows = table.shadows.map { shadow in
            ShadowResult.allCases.map { result in
                registry.counter(
                    ScorerMetrics.shadowRecords,
                    table.deployments[shadow.deployment].name,
                    table.versions[shadow.version].name,
                    result.name
                )
            }
        }
        predictions = table.routes.map { route in
            registry.counter(
                ScorerMetrics.predictions,
                table.deployments[route.deployment].name,
                table.versions[route.version].model.name,
                route.versionName,
                route.name
            )
        }
        let left = inference
        inference = table.versions.map { version in
            registry.lease(
                histogram: ScorerMetrics.inferenceDuration,
                version.model.name,
                version.name
            )
        }
        // After the leases: a version that stays keeps what it has counted.
        for histogram in left { registry.giveBack(histogram) }
    }

    func batch(messages: Int) { shard.record(batchRecords, size: messages) }

    func decoded(deployment: Int, _ tally: DecodeTally) {
        let counters = deployments[deployment]
        shard.add(counters.records, tally.messages)
        shard.add(counters.tombstones, tally.tombstones)
        shard.add(counters.unknownFields, tally.unknownFields)
        shard.add(counters.duplicateKeys, tally.duplicateKeys)
        shard.add(counters.unseenCategories, tally.unseenCategories)
    }

    func unsticky(deployment: Int, count: UInt64) {
        if count > 0 { shard.add(deployments[deployment].unsticky, count) }
    }

    func observed(_ deployment: Int, records count: UInt64) {
        shard.add(deployments[deployment].observations, count)
    }

    func unplaced(_ deployment: Int, _ reason: ObserveTally.Reason, count: UInt64) {
        shard.add(deployments[deployment].unplaced[reason.rawValue], count)
    }

    func scored(version: Int, durationNs: UInt64) {
        shard.record(inference[version], nanoseconds: durationNs)
    }

    func predicted(route: Int, count: UInt64) { shard.add(predictions[route], count) }

    func unanswered(version: Int, reason: Unanswered, count: UInt64) {
        let place = Int(reason.rawValue)
        let counter =
            unanswered[version][place]
            ?? registry.counter(
                ScorerMetrics.unansweredRows,
                table.deployments[table.versions[version].deployment].name,
                table.versions[version].name,
                reason.name
            )
        unanswered[version][place] = counter
        shard.add(counter, count)
    }

    func shadowScored(_ shadow: Int, durationNs: UInt64) {
        scored(version: table.shadows[shadow].version, durationNs: durationNs)
    }

    func shadowed(_ shadow: Int, _ result: ShadowResult, count: UInt64) {
        shard.add(shadows[shadow][Int(result.rawValue)], count)
    }

    func failed(_ failure: EncodeTally.Failure, count: UInt64) {
        if failures[failure] == nil {
            failures[failure] = registry.counter(
                failureFamily,
                deployments[failure.deployment].name,
                failure.stage,
                failure.reason
            )
        }
        if let counter = failures[failure] { shard.add(counter, count) }
    }

    func delivered(deployment: Int, afterNs: UInt64) {
        shard.record(endToEnd[deployment], nanoseconds: afterNs)
    }

    func queueWasFull() { shard.add(queueFull, 1) }

    func committed(durationNs: UInt64) {
        shard.add(commits, 1)
        shard.record(commitDuration, nanoseconds: durationNs)
    }

    func commitFailed() { shard.add(commitFailures, 1) }

    func transactionAborted() { shard.add(aborts, 1) }

    func rebalanced(_ event: RebalanceEvent, assigned count: Int) {
        shard.add(registry.counter(ScorerMetrics.rebalances, event.kind), 1)
        shard.set(assigned, Double(count))
        if case .assigned = event { return }
        // What another worker reads is no longer ours to show.
        for partition in event.partitions {
            if let gauge = lags.removeValue(forKey: partition) { shard.clear(gauge) }
        }
    }

    func lag(_ partition: TopicPartition, records: Int64) {
        if lags[partition] == nil {
            lags[partition] = registry.gauge(
                ScorerMetrics.consumerLag,
                partition.topic,
                String(partition.partition)
            )
        }
        if let gauge = lags[partition] { shard.set(gauge, Double(records)) }
    }
}

extension RebalanceEvent {
    /// What happened, as a label.
    var kind: String {
        switch self {
        case .assigned: "assigned"
        case .revoked: "revoked"
        case .lost: "lost"
        }
    }
}
