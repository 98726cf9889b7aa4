internal import Kafka

/// Why delivery could not go on, and what mends it without losing or repeating an event.
enum DeliveryError: Error {
    /// The transaction is void: abort it and read again from the committed offsets.
    case rewind(KafkaError)
    /// The producer is fenced or broken for good: replace it, then read again likewise.
    case replace(KafkaError)
    /// The broker refused these events' records for their size: read again, and answer them with
    /// less.
    case refused([EventTag])
    /// Stopping was asked for and the broker did not answer in time; nothing more was committed.
    case abandoned
    /// Recovery did not help: too many within a minute.
    case restless(String)
    /// Nothing mends it: the worker stops, committing nothing more.
    case stop(KafkaError)

    /// The remedy for records that were not delivered; nil where nothing failed but what was purged.
    static func first(of failures: [DeliveryFailure]) -> DeliveryError? {
        guard !failures.isEmpty else { return nil }
        let refused = failures.filter { $0.code == .messageTooLarge }
        if !refused.isEmpty { return .refused(refused.map { EventTag(rawValue: $0.tag) }) }
        let failed = failures.first { $0.code != .purgedFromQueue && $0.code != .purgedInFlight }
        guard let failed else { return nil }
        return .rewind(
            KafkaError(
                code: failed.code,
                operation: "delivery report",
                detail: "a record was not delivered"
            )
        )
    }

    /// The remedy for an error from the producer.
    init(from error: KafkaError) {
        if error.isFatal {
            self = .replace(error)
        } else if error.requiresAbort {
            self = .rewind(error)
        } else if error.isRetriable {
            self = .rewind(error)
        } else {
            self = .replace(error)
        }
    }
}
