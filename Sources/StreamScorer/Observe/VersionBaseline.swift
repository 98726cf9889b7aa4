package import Inference
package import Observation
internal import Records

/// What a version's training data looked like, made ready to count its events by.
package struct VersionBaseline: Sendable {
    /// The baseline's digest.
    package let digest: String
    /// Counts rows of its features and scores.
    package let counter: ColumnCounter

    /// Reads the baseline that a model names.
    ///
    /// - Returns: nil where it names none.
    /// - Throws: `InferenceError` naming the file when it cannot be read, is no baseline, is that of
    ///   another model file, or its features or outputs are not the model's.
    package static func load(for model: Model) throws(InferenceError) -> VersionBaseline? {
        guard let path = model.baselinePath,
            let bytes = try model.baselineBytes(maxBytes: Baseline.maxBytes)
        else { return nil }
        let names = CategoryCodesByName(model)
        do throws(ObservationError) {
            let baseline = try Baseline(decoding: bytes)
            try check(baseline, of: model)
            return VersionBaseline(
                digest: baseline.digest,
                counter: try ColumnCounter(
                    baseline,
                    unseen: EventLayout.unseenCategory,
                    code: names.code
                )
            )
        } catch {
            throw InferenceError(file: path, place: error.subject, problem: error.problem)
        }
    }

    private static func check(
        _ baseline: Baseline,
        of model: Model
    ) throws(ObservationError) {
        guard baseline.model.digest == model.digest else {
            throw ObservationError(
                "model.digest",
                "is \(baseline.model.digest), but the model file's is \(model.digest): build the "
                    + "baseline of this model with 'stream-scorer baseline build'"
            )
        }
        guard baseline.features.map(\.name) == model.features.map(\.name) else {
            throw ObservationError("features", "are not the model's, in its order")
        }
        for (subject, feature) in zip(baseline.features, model.features) {
            let isNumber = if case .number = subject.reference { true } else { false }
            let shouldBe = if case .number = feature.kind { true } else { false }
            guard isNumber == shouldBe else {
                throw ObservationError(
                    "features '\(subject.name)'",
                    "is a \(isNumber ? "number" : "category"), but not to the model"
                )
            }
        }
        guard baseline.scores.count == model.outputCount else {
            throw ObservationError(
                "scores",
                "are \(baseline.scores.count), but the model has \(model.outputCount) outputs"
            )
        }
    }
}

/// A model's codes, for the names of a baseline.
private struct CategoryCodesByName {
    private let tables: [CategoryTable?]

    init(_ model: Model) {
        tables = model.features.map { feature in
            if case .category(let table) = feature.kind { table } else { nil }
        }
    }

    func code(_ feature: Int, _ name: CategoryName) -> Double? {
        switch name {
        case .text(let text): tables[feature]?.codeByText[text]
        case .number(let number): tables[feature]?.codeByNumber[number]
        }
    }
}
