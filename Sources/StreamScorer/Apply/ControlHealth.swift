internal import Kafka
internal import Operations
internal import Synchronization

/// Turns what the control log's clients tell besides their results into log lines.
struct ControlHealth {
    private let logger: Logger

    init(_ logger: Logger) { self.logger = logger }

    /// What a client calls.
    var events: ClientEvents {
        ClientEvents(
            log: { [logger] line in
                logger.log(
                    LogLevel(syslogSeverity: line.level),
                    line.message,
                    ["facility": .string(line.facility)]
                )
            },
            error: { [logger] error in
                logger.warning("Client reported an error", ["cause": .string("\(error)")])
            }
        )
    }
}

/// A flag that one thread raises and another takes down again.
///
/// Thread safety: any thread may call any member.
final class ChangeFlag: Sendable {
    private let isUp = Atomic<Bool>(false)

    /// Raises it.
    func raise() { isUp.store(true, ordering: .releasing) }

    /// Takes it down; says whether it was up.
    func take() -> Bool { isUp.exchange(false, ordering: .acquiringAndReleasing) }
}
