internal import Kafka
internal import Operations

/// Turns what a worker's clients tell besides their results into log lines and readiness.
///
/// Thread safety: its events are called on librdkafka's threads and on the polling one.
final class ClientHealth: Sendable {
    private let part: String
    private let logger: Logger
    private let readiness: Readiness

    init(worker: String, logger: Logger, readiness: Readiness) {
        part = "worker \(worker)"
        self.logger = logger.with(["worker": .string(worker)])
        self.readiness = readiness
        readiness.set(reason: "has not joined its group yet", for: part)
    }

    /// What the worker's clients call.
    var events: ClientEvents {
        ClientEvents(
            log: { [logger] line in
                logger.log(
                    LogLevel(syslogSeverity: line.level),
                    line.message,
                    ["facility": .string(line.facility)]
                )
            },
            statistics: nil,
            error: { [self] error in failed(error) }
        )
    }

    /// The worker has its place in the group.
    func joined() { readiness.set(reason: nil, for: part) }

    private func failed(_ error: KafkaError) {
        guard error.code == .allBrokersDown else {
            return logger.warning("Client reported an error", ["cause": .string("\(error)")])
        }
        readiness.set(reason: "reaches no broker", for: part)
        logger.warning("No broker can be reached; waiting", ["cause": .string("\(error)")])
    }
}
