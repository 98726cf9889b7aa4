internal import Kafka
internal import Records

/// The headers of one route's predictions: the event's own, then ours.
struct PredictionHeaderSet: Sendable {
    private let ours: [(name: StaticString, value: [UInt8])]

    init(model: String, version: String, revision: Int64) {
        ours = [
            (PredictionHeaders.model, Array(model.utf8)),
            (PredictionHeaders.version, Array(version.utf8)),
            (PredictionHeaders.revision, Array(String(revision).utf8)),
        ]
    }

    /// The headers to send, where `hasHeaders` says whether `message` has some; nil for none.
    ///
    /// Of ours, `reason` says why the version that the event was routed to did not answer.
    func headers(
        for message: borrowing MessageView,
        hasHeaders: Bool,
        adding addsOurs: Bool,
        reason: Unanswered = .none
    ) -> RecordHeaders? {
        guard addsOurs || hasHeaders else { return nil }
        var headers = hasHeaders ? message.copyHeaders() : RecordHeaders(capacity: 4)
        guard addsOurs else { return headers }
        for header in ours { headers.add(name: header.name, value: unsafe header.value.span.bytes) }
        if reason != .none {
            let text = Array(reason.name.utf8)
            headers.add(name: PredictionHeaders.fallbackReason, value: unsafe text.span.bytes)
        }
        return headers
    }
}
