/// A record that was handed to a producer and will not be in its topic.
public struct DeliveryFailure: Sendable, Hashable {
    /// The tag under which the record was handed over.
    public let tag: UInt64
    /// Why.
    public let code: KafkaError.Code

    /// Names a failure.
    public init(tag: UInt64, code: KafkaError.Code) {
        self.tag = tag
        self.code = code
    }
}
