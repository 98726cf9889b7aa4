import Kafka

extension KafkaError {
    /// Whether it says that no broker could be reached in time.
    var isUnreachable: Bool {
        switch code {
        case .transport, .allBrokersDown, .resolve, .timedOut, .requestTimedOut, .messageTimedOut:
            true
        default: false
        }
    }
}
