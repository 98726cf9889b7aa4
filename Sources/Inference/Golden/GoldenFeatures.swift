/// Reads the features of a golden row as those of an event are read: by name or in the model's
/// order, a category by its value, what is absent or null by the feature's own rule.
struct GoldenFeatures {
    private let model: Model

    init(of model: Model) {
        self.model = model
    }

    /// The numbers that the model takes.
    ///
    /// - Throws: `InferenceError` naming the feature.
    /// - Complexity: O(features).
    func numbers(in row: DocumentFields) throws(InferenceError) -> [Double] {
        var numbers: [Double] = []
        numbers.reserveCapacity(model.features.count)
        let features = try row.document("features")
        if let elements = features.elements {
            guard elements.count == model.features.count else {
                throw row.failure(
                    "features",
                    "has \(elements.count) elements; the model has \(model.features.count) features"
                )
            }
            for (index, feature) in model.features.enumerated() {
                numbers.append(try number(feature, elements[index], in: row))
            }
            return numbers
        }
        guard case .object(let members) = features else {
            throw row.failure("features", "an object or an array is expected")
        }
        for feature in model.features {
            numbers.append(try number(feature, members[feature.name] ?? .null, in: row))
        }
        return numbers
    }

    private func number(
        _ feature: Feature,
        _ value: Document,
        in row: DocumentFields
    ) throws(InferenceError) -> Double {
        switch (feature.kind, value) {
        case (_, .null):
            switch feature.missing {
            case .model: return .nan
            case .substitute(let number): return number
            case .required:
                throw row.failure(place(feature), "is missing, and the model requires it")
            }
        case (_, .number(let number)) where !number.isFinite:
            throw row.failure(place(feature), "a finite number is expected")
        case (.number, .number(let number)): return number
        case (.category(let table), .string(let text)) where !table.codeByText.isEmpty:
            return try code(table.codeByText[text], feature, in: row)
        case (.category(let table), .number(let number)) where !table.codeByNumber.isEmpty:
            return try code(table.codeByNumber[number], feature, in: row)
        case (.category(let table), .boolean(let truth)) where !table.codeByText.isEmpty:
            return try code(table.codeByText[truth ? "true" : "false"], feature, in: row)
        case (.number, _): throw row.failure(place(feature), "a number or null is expected")
        case (.category(let table), _):
            let form = table.codeByText.isEmpty ? "a number" : "a text"
            throw row.failure(place(feature), "\(form) or null is expected")
        }
    }

    /// A category that the model has not seen is missing to it, unless it refuses it.
    private func code(
        _ code: Double?,
        _ feature: Feature,
        in row: DocumentFields
    ) throws(InferenceError) -> Double {
        if let code { return code }
        guard model.unseenCategory == .missing else {
            throw row.failure(place(feature), "is none of the model's categories")
        }
        return .nan
    }

    private func place(_ feature: Feature) -> String { "features.\(feature.name)" }
}
