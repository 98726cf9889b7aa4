package import Inference
package import Records

extension EventLayout {
    /// The layout of events for `model`: its features in its order, found where `id`, `time` and
    /// `features` point.
    ///
    /// - Throws: `RecordsError` when a pointer is malformed or two features share a name.
    package init(
        for model: Model,
        id: String = "/id",
        time: String = "/ts",
        features: String = "/features"
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

extension PredictionShape {
    /// What a prediction of `model` looks like.
    package init(of model: Model) {
        let classes = model.output.classes
        self =
            model.outputCount == 1
            ? .single : .classes(classes.isEmpty ? nil : classes, count: model.outputCount)
    }
}
