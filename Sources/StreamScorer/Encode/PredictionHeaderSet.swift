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
    func headers(
        for message: borrowing MessageView,
        hasHeaders: Bool,
        adding addsOurs: Bool
    ) -> RecordHeaders? {
        guard addsOurs || hasHeaders else { return nil }
        var headers = hasHeaders ? message.copyHeaders() : RecordHeaders(capacity: 3)
        guard addsOurs else { return headers }
        for header in ours { headers.add(name: header.name, value: unsafe header.value.span.bytes) }
        return headers
    }
}
