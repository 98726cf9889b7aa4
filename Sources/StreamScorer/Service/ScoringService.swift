internal import Operations
internal import Synchronization

/// Scores a stream as planned: one worker a consumer, each on a thread of its own.
///
/// Not thread-safe: one thread starts and joins it.
public final class ScoringService {
    private let workers: [WorkerThread]
    private var statistics: OwnedThread?
    private let failures: FailureList

    /// Starts the workers; they score until the stop flag of `surroundings` is raised.
    ///
    /// - Throws: `ScoringError` `.failed` when the system gives no thread.
    public init(_ plan: ServicePlan, _ surroundings: Surroundings) throws(ScoringError) {
        let tables = TableExchange()
        tables.publish(plan.table)
        ModelGauges.show(plan.table, of: tables, in: surroundings.metrics)
        let failures = FailureList()
        let reports = StatisticsThread(registry: surroundings.metrics)
        let stop = surroundings.stop
        self.failures = failures
        var workers: [WorkerThread] = []
        do throws(OperationsError) {
            statistics = try OwnedThread(name: "statistics") { reports.run(until: stop) }
            for index in 0..<plan.configuration.workers {
                workers.append(
                    try WorkerThread(
                        WorkerSettings(plan: plan, index: index),
                        tables: tables,
                        surroundings: surroundings,
                        statistics: reports,
                        failed: { error in failures.add(error) }
                    )
                )
            }
        } catch {
            surroundings.stop.raise()
            for worker in workers { worker.join() }
            statistics.take()?.join()
            throw ScoringError(.failed, "\(error)")
        }
        self.workers = workers
    }

    /// Waits until every worker has finished its batch in hand, committed and left its group.
    ///
    /// - Throws: `ScoringError` `.failed` when a worker could not go on; the others are stopped in
    ///   order.
    public func join() throws(ScoringError) {
        for worker in workers { worker.join() }
        statistics.take()?.join()
        if let reason = failures.first {
            throw ScoringError(.failed, "a worker stopped: \(reason)")
        }
    }
}

/// Why workers stopped before they were told to.
///
/// May be used from any thread.
private final class FailureList: Sendable {
    private let reasons = Mutex<[String]>([])

    var first: String? { reasons.withLock { $0.first } }

    func add(_ error: any Error) {
        let reason = "\(error)"
        reasons.withLock { $0.append(reason) }
    }
}
