internal import Kafka

/// Why a worker stopped before it was told to.
enum WorkerFailure: Error, Sendable, CustomStringConvertible {
    /// A call to the broker failed for good.
    case kafka(KafkaError)
    /// `on_error: fail` met an event it cannot answer.
    case event(FailedEvent)
    /// Recovery did not help: too many within a minute.
    case restless(String)
    /// The broker did not take what was in hand before the time to stop ran out.
    case abandoned

    /// What a delivery error comes to when it cannot be mended.
    init(_ error: DeliveryError) {
        switch error {
        case .rewind(let cause), .replace(let cause), .stop(let cause): self = .kafka(cause)
        case .refused(let tags):
            self = .restless("the broker refuses \(tags.count) records for their size")
        case .restless(let reason): self = .restless(reason)
        case .abandoned: self = .abandoned
        }
    }

    var description: String {
        switch self {
        case .kafka(let error):
            "\(error)"
        case .event(let event):
            "on_error is 'fail': event \(event.topic)[\(event.partition)]@\(event.offset) cannot be "
                + "answered (\(event.stage)): \(event.reason). Everything before it is committed. "
                + "Mend or skip the event, or set on_error to dead_letter"
        case .restless(let reason):
            "recovered too often within a minute, last from: \(reason). If another process runs "
                + "with the same 'instance' and group, give each a name of its own"
        case .abandoned:
            "the broker did not take what was in hand in time; it stays uncommitted and will be "
                + "read again"
        }
    }
}
