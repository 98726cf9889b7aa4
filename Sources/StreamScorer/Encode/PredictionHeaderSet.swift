internal import Inference
internal import Kafka
internal import Records

/// The headers of one route's predictions: the event's own, then ours.
struct PredictionHeaderSet {
    private let ours: [(name: StaticString, value: [UInt8])]

    init(route: RoutingTable.Route) {
        ours = [
            (PredictionHeaders.model, Array(route.model.name.utf8)),
            (PredictionHeaders.version, Array(route.model.version.utf8)),
            (PredictionHeaders.revision, Array(String(route.revision).utf8)),
        ]
    }

    /// The headers to send; nil where there are none.
    func headers(for message: borrowing MessageView, adding addsOurs: Bool) -> RecordHeaders? {
        guard addsOurs || message.hasHeaders else { return nil }
        var headers = message.hasHeaders ? message.copyHeaders() : RecordHeaders(capacity: 3)
        guard addsOurs else { return headers }
        for header in ours { headers.add(name: header.name, value: unsafe header.value.span.bytes) }
        return headers
    }
}
