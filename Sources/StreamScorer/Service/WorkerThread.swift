internal import Glibc
internal import Kafka
internal import Operations

/// A worker on its thread.
///
/// Not thread-safe: started and joined by the service's thread.
final class WorkerThread {
    private var thread: OwnedThread?

    /// Starts the worker; it runs until `stop` is raised or it fails, which raises `stop` for all.
    ///
    /// - Throws: `OperationsError` when the system gives no thread.
    init(
        _ settings: WorkerSettings,
        surroundings: Surroundings,
        statistics: StatisticsThread,
        failed: @escaping @Sendable (any Error) -> Void
    ) throws(OperationsError) {
        // Made here, so that the service is not ready before the worker is.
        let health = ClientHealth(
            worker: settings.name,
            logger: surroundings.logger,
            readiness: surroundings.readiness,
            statistics: statistics
        )
        let body: @Sendable () -> Void = {
            do {
                try runWorker(settings, surroundings, health)
            } catch {
                surroundings.logger.error(
                    "Worker stopped",
                    ["worker": .string(settings.name), "cause": .string("\(error)")]
                )
                failed(error)
                surroundings.stop.raise()
            }
        }
        thread = try OwnedThread(name: "score-\(settings.index)", body)
    }

    /// Waits for the worker to end.
    func join() { thread.take()?.join() }
}

/// Runs a worker, and the thread that commits its transactions, until the service stops.
private func runWorker(
    _ settings: WorkerSettings,
    _ surroundings: Surroundings,
    _ health: ClientHealth
) throws {
    let notice = WaitNotice(
        part: "delivery of worker \(settings.name)",
        logger: surroundings.logger,
        readiness: surroundings.readiness
    )
    let committer = CommitThread()
    let commits = try OwnedThread(name: "commit-\(settings.index)") { committer.run() }
    let outcome = Result { try runWorker(settings, surroundings, health, committer, notice) }
    if committer.end(withinMs: 100) {
        commits.join()
    } else {
        // It is within librdkafka and cannot be called back; what it commits is not counted on.
        commits.detach()
    }
    try outcome.get()
}

private func runWorker(
    _ settings: WorkerSettings,
    _ surroundings: Surroundings,
    _ health: ClientHealth,
    _ committer: CommitThread,
    _ notice: WaitNotice
) throws {
    guard let (seat, table) = firstTable(settings.tables, surroundings.stop) else { return }
    let metrics = WorkerMetrics(
        registry: surroundings.metrics,
        worker: settings.name,
        table: table,
        policy: FailurePolicy(settings.plan.configuration.onError)
    )
    let shadows = ShadowGate()
    let observations = settings.observations
    let delivery = try settings.delivery(
        committer: committer,
        stop: surroundings.stop,
        report: DeliveryReport(
            metrics: metrics,
            shadows: shadows,
            logger: surroundings.logger
        ),
        observations: observations,
        health: health,
        notice: notice
    )
    let consumer = try Consumer(settings.consumer, events: health.events(of: "consumer"))
    let topics = table.deployments.map(\.source.topic)
    let subscription = Subscription(settings.topics, among: topics)
    var worker = Worker(
        consumer: consumer,
        delivery: delivery,
        pipeline: ScoringPipeline(
            settings,
            table: table,
            shadows: shadows,
            observations: observations,
            logger: surroundings.logger
        ),
        shadows: shadows,
        observations: observations,
        tables: seat,
        topics: topics,
        starts: settings.starts,
        subscription: subscription,
        maxBatch: settings.plan.configuration.maxBatch,
        outbox: Outbox(
            pageBytes: WorkerSettings.pageBytes,
            recordsPerPage: WorkerSettings.recordsPerPage,
            pages: WorkerSettings.pages
        ),
        metrics: metrics,
        logger: surroundings.logger,
        health: health
    )
    try worker.run(until: surroundings.stop)
}

/// Waits for the first routing table: before it, no event is taken.
///
/// - Returns: the worker's seat and the table; nil when the service stops before.
private func firstTable(
    _ tables: TableExchange,
    _ stop: StopFlag
) -> (seat: TableExchange.Seat, table: RoutingTable)? {
    while !stop.isRaised {
        if let joined = tables.join() { return joined }
        usleep(firstTablePauseUs)
    }
    return nil
}

private let firstTablePauseUs: UInt32 = 5_000
