internal import Operations
internal import Synchronization

/// Scores a stream as the control log says: one thread follows the log, and one worker a consumer,
/// each on a thread of its own, scores.
///
/// Not thread-safe: one thread starts and joins it.
public final class ScoringService {
    private let workers: [WorkerThread]
    private var statistics: OwnedThread?
    private var control: OwnedThread?
    private var lag: OwnedThread?
    private let workersEnded = StopFlag()
    private let shelf: VersionShelf
    private let failures: FailureList

    /// Starts to follow the control log; workers begin once everything it routes to is in memory, and
    /// score until the stop flag of `surroundings` is raised.
    ///
    /// - Throws: `ScoringError` `.failed` when the system gives no thread or the control log's clients
    ///   cannot be made.
    public init(_ plan: ServicePlan, _ surroundings: Surroundings) throws(ScoringError) {
        let failures = FailureList()
        let fails: @Sendable (any Error) -> Void = { error in
            failures.add(error)
            surroundings.stop.raise()
        }
        let changes = ChangeFlag()
        self.failures = failures
        shelf = try VersionShelf(
            repository: plan.configuration.models,
            logger: surroundings.logger
        ) { changes.raise() }
        let tables = TableExchange()
        let topics = ActiveTopics()
        let breakers = BreakerBoard(registry: surroundings.metrics)
        let around = ControlReader.Around(
            plan: plan,
            outer: surroundings,
            shelf: shelf,
            shelfChanges: changes,
            tables: tables,
            topics: topics,
            breakers: breakers,
            failed: fails
        )
        let reports = StatisticsThread(registry: surroundings.metrics)
        let stop = surroundings.stop
        let ended = workersEnded
        var workers: [WorkerThread] = []
        do throws(OperationsError) {
            control = try OwnedThread(name: "control") { runControl(around, until: ended) }
            statistics = try OwnedThread(name: "statistics") { reports.run(until: stop) }
            let groupLag = GroupLag(plan, surroundings.metrics)
            lag = try OwnedThread(name: "group-lag") { groupLag.run(until: stop) }
            for index in 0..<plan.configuration.workers {
                workers.append(
                    try WorkerThread(
                        WorkerSettings(
                            plan: plan,
                            index: index,
                            tables: tables,
                            topics: topics,
                            breakers: breakers
                        ),
                        surroundings: surroundings,
                        statistics: reports,
                        failed: fails
                    )
                )
            }
        } catch {
            surroundings.stop.raise()
            for worker in workers { worker.join() }
            ended.raise()
            control.take()?.join()
            statistics.take()?.join()
            lag.take()?.join()
            throw ScoringError(.failed, "\(error)")
        }
        self.workers = workers
    }

    /// Waits until every worker has finished its batch in hand, committed and left its group, and
    /// the instance has said on the status topic that it stopped.
    ///
    /// - Throws: `ScoringError`: why the service could not go on; what could was stopped in order.
    public func join() throws(ScoringError) {
        for worker in workers { worker.join() }
        workersEnded.raise()
        control.take()?.join()
        statistics.take()?.join()
        lag.take()?.join()
        shelf.stop()
        guard let first = failures.first else { return }
        if let error = first as? ScoringError { throw error }
        throw ScoringError(.failed, "a worker stopped: \(first)")
    }
}

/// Follows the control log on the calling thread.
private func runControl(_ around: ControlReader.Around, until ended: StopFlag) {
    do {
        var reader = try ControlReader(around)
        reader.run(until: ended)
    } catch {
        around.failed(ScoringError(.failed, "the control log cannot be followed: \(error)"))
    }
}

/// Why threads stopped before they were told to.
///
/// May be used from any thread.
private final class FailureList: Sendable {
    private let errors = Mutex<[any Error]>([])

    var first: (any Error)? { errors.withLock { $0.first } }

    func add(_ error: any Error) { errors.withLock { $0.append(error) } }
}
