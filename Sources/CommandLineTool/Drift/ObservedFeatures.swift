import Inference
import Observation
import Records

/// Features as observation reads them: a null and a category in no table can be told apart.
///
/// A number that is missing is NaN. A category is a code of a table made here, −1 where it is
/// missing, NaN where it is in no table.
struct ObservedFeatures {
    /// For the sources of rows.
    let rules: RowRules
    /// Of each feature: the categories by code; nil for a number.
    let categories: [[CategoryName]?]

    private init(_ parts: [(feature: Feature, names: [CategoryName]?)], allowsInfinity: Bool) {
        rules = RowRules(features: parts.map(\.feature), allowsInfinity: allowsInfinity)
        categories = parts.map(\.names)
    }

    /// The features of a model; one that it requires has to be there.
    init(of model: Model) {
        self.init(
            model.features.map { feature in
                guard case .category(let table) = feature.kind else {
                    return Self.part(feature.name, names: nil, feature.missing)
                }
                return Self.part(
                    feature.name,
                    names: table.namesByCode.map(\.name),
                    feature.missing
                )
            },
            allowsInfinity: model.acceptsInfinity
        )
    }

    /// The features of a baseline: a category's code is its cell, and the others that it knows come
    /// after the values.
    init(of baseline: Baseline) {
        self.init(
            baseline.features.map { subject in
                guard case .category(let category) = subject.reference else {
                    return Self.part(subject.name, names: nil, .model)
                }
                return Self.part(
                    subject.name,
                    names: category.values + category.otherValues,
                    .model
                )
            },
            allowsInfinity: true
        )
    }

    /// Where an event holds these features.
    func layout() throws(RecordsError) -> EventLayout {
        try EventLayout(
            columns: rules.features.map { feature in
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
        )
    }

    private static func part(
        _ name: String,
        names: [CategoryName]?,
        _ missing: Feature.Missing
    ) -> (Feature, [CategoryName]?) {
        let isRequired = missing == .required
        guard let names else {
            return (Feature(name: name, missing: isRequired ? .required : .model), nil)
        }
        let values = names.map { name -> CategoryValue in
            switch name {
            case .text(let text): .text(text)
            case .number(let number): .number(number)
            }
        }
        let feature = Feature(
            name: name,
            kind: .category(CategoryTable(values)),
            missing: isRequired ? .required : .substitute(ObservationPlan.nullCategory)
        )
        return (feature, names)
    }
}

extension CategoryTable {
    /// The categories and their codes, in the order of the codes.
    var namesByCode: [(name: CategoryName, code: Double)] {
        let texts = codeByText.map { (name: CategoryName.text($0.key), code: $0.value) }
        let numbers = codeByNumber.map { (name: CategoryName.number($0.key), code: $0.value) }
        return (texts + numbers).sorted { ($0.code, $0.name) < ($1.code, $1.name) }
    }
}
