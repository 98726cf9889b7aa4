internal import Kafka
internal import Operations

/// Turns what a worker's clients tell besides their results into log lines, gauges and readiness.
///
/// Thread safety: its events are called on librdkafka's threads and on the polling one.
final class ClientHealth: Sendable {
    private let worker: String
    private let logger: Logger
    private let readiness: Readiness
    private let statistics: StatisticsThread
    private let standstill: WaitNotice

    init(worker: String, logger: Logger, readiness: Readiness, statistics: StatisticsThread) {
        self.worker = worker
        self.logger = logger.with(["worker": .string(worker)])
        self.readiness = readiness
        self.statistics = statistics
        standstill = WaitNotice(
            part: "partitions of worker \(worker)",
            logger: logger,
            readiness: readiness
        )
        readiness.set(reason: "has not joined its group yet", for: groupPart)
    }

    /// What a client of the worker calls.
    ///
    /// - Parameter client: `consumer` or `producer`.
    /// - Returns: the callbacks to make the client with.
    func events(of client: String) -> ClientEvents {
        ClientEvents(
            log: { [logger] line in
                logger.log(
                    LogLevel(syslogSeverity: line.level),
                    line.message,
                    ["facility": .string(line.facility)]
                )
            },
            statistics: { [self] json in
                statistics.post(json, client: "\(client)-\(worker)") { [self] report in
                    read(report, of: client)
                }
            },
            error: { [self] error in failed(error, client) }
        )
    }

    /// The worker has its place in the group.
    func joined() { readiness.set(reason: nil, for: groupPart) }

    private var groupPart: String { "worker \(worker)" }

    private func read(_ report: ClientReport, of client: String) {
        guard report.isConnected else { return }
        readiness.set(reason: nil, for: "\(client) of worker \(worker)")
        guard client == "consumer" else { return }
        let waiting = report.assignedPartitions - report.startedPartitions
        guard waiting > 0 else { return standstill.ended() }
        standstill.goesOn {
            "\(waiting) of \(report.assignedPartitions) assigned partitions are not read: the group "
                + "does not tell their committed offsets, which a transaction that is not finished "
                + "may hold, or they have no leader"
        }
    }

    private func failed(_ error: KafkaError, _ client: String) {
        guard error.code == .allBrokersDown else {
            return logger.warning("Client reported an error", ["cause": .string("\(error)")])
        }
        readiness.set(reason: "reaches no broker", for: "\(client) of worker \(worker)")
        logger.warning("No broker can be reached; waiting", ["cause": .string("\(error)")])
    }
}
