internal import Inference
internal import Records

/// One deployment's input: its topic and how its events are read.
struct EventSource: Sendable {
    /// How an event's bytes hold its features.
    enum Format: Sendable {
        case json
        case f32
    }

    let deployment: String
    let topic: String
    let format: Format
    let layout: EventLayout
}

extension EventLayout {
    /// The layout of events for `model`: its features in its order, found where `id`, `time` and
    /// `features` point.
    ///
    /// - Throws: `RecordsError` when a pointer is malformed or two features share a name.
    init(
        for model: Model,
        id: String,
        time: String,
        features: String
    ) throws(RecordsError) {
        var columns: [EventColumn] = []
        for feature in model.features {
            let kind: EventColumn.Kind =
                switch feature.kind {
                case .number: .number
                case .category(let table):
                    .category(table.codeByText, numbers: table.codeByNumber)
                }
            let missing: EventColumn.Missing =
                switch feature.missing {
                case .model: .asNaN
                case .substitute(let value): .substitute(value)
                case .required: .required
                }
            columns.append(EventColumn(name: feature.name, kind: kind, missing: missing))
        }
        try self.init(
            columns: columns,
            id: JSONPointer(id),
            time: JSONPointer(time),
            features: JSONPointer(features),
            allowsInfinity: model.acceptsInfinity,
            rejectsUnseenCategories: model.unseenCategory == .reject
        )
    }
}
