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

extension KafkaError.Code {
    /// The broker does not know the request: `RD_KAFKA_RESP_ERR__UNSUPPORTED_FEATURE`.
    static let unsupportedFeature = KafkaError.Code(rawValue: -165)
}
