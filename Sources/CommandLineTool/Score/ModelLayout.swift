import Inference
import Records

extension EventLayout {
    /// The layout of events for a model, at the pointers that `serve` has by default.
    ///
    /// - Throws: `RecordsError` when two features share a name.
    init(of model: Model) throws {
        let columns = model.features.map { feature in
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
            return EventColumn(name: feature.name, kind: kind, missing: missing)
        }
        try self.init(
            columns: columns,
            allowsInfinity: model.acceptsInfinity,
            rejectsUnseenCategories: model.unseenCategory == .reject
        )
    }
}

extension PredictionShape {
    /// What a model's prediction looks like.
    init(of model: Model) {
        self =
            model.outputCount == 1
            ? .single
            : .classes(
                model.output.classes.isEmpty ? nil : model.output.classes,
                count: model.outputCount
            )
    }
}
