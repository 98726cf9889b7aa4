/// The event that stopped a stream whose `on_error` is `fail`.
struct FailedEvent: Sendable {
    let topic: String
    let partition: Int32
    let offset: Int64
    let stage: String
    let reason: String
}
