/// A topic that a producer writes to; made and kept by the producer.
@safe
// Unchecked: constant. The handle is used through its producer only, which owns it.
public final class ProducerTopic: @unchecked Sendable {
    /// The topic's name.
    public let name: String
    let handle: OpaquePointer
    let producer: ObjectIdentifier

    init(name: String, handle: OpaquePointer, producer: ObjectIdentifier) {
        self.name = name
        unsafe self.handle = unsafe handle
        self.producer = producer
    }
}
