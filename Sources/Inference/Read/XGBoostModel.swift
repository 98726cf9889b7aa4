/// Reads XGBoost's JSON and UBJSON models, versions 1 to 3, with the boosters `gbtree` and `dart`.
///
/// - Source: XGBoost `doc/model.schema`, `src/learner.cc`, `src/tree/tree_model.cc`.
struct XGBoostModel {
    private let learner: DocumentFields
    private let path: String

    /// Whether the bytes begin as an object of either form.
    static func recognises(_ bytes: [UInt8]) -> Bool {
        bytes.first == UInt8(ascii: "{")
    }

    /// Reads and checks a whole file.
    ///
    /// - Throws: `InferenceError` naming the tree and the field, or the byte.
    /// - Complexity: O(bytes).
    static func read(_ file: ModelFile) throws(InferenceError) -> ParsedModel {
        let document: Document
        do throws(DocumentFault) {
            document =
                isText(file.bytes)
                ? try JSONDocument.parse(file.bytes[...]) : try UBJSONDocument.parse(file.bytes)
        } catch {
            throw InferenceError(file: file.path, place: error.path, problem: error.problem)
        }
        let root = try DocumentFields(document, file: file.path, path: "")
        let model = XGBoostModel(learner: try root.object("learner"), path: file.path)
        return try model.parsed()
    }

    /// In JSON the first member's key or white space follows the brace; in UBJSON a type.
    private static func isText(_ bytes: [UInt8]) -> Bool {
        guard bytes.count > 1 else { return true }
        return [0x20, 0x09, 0x0A, 0x0D, UInt8(ascii: "\"")].contains(bytes[1])
    }

    private func parsed() throws(InferenceError) -> ParsedModel {
        let parameters = try learner.object("learner_model_param")
        let featureCount = try parameters.integer("num_feature", in: 1...ForestLimits.features)
        let classes = try parameters.integer("num_class", in: 0...ForestLimits.classes)
        if parameters.has("num_target"),
            try parameters.integer("num_target", in: 0...Int(Int32.max)) > 1
        {
            throw parameters.failure("num_target", "several targets are not supported")
        }
        let groups = max(classes, 1)
        let objectiveName = try learner.object("objective").text("name")
        guard let objective = XGBoostObjective(name: objectiveName) else {
            throw learner.failure(
                "objective.name",
                "objective '\(objectiveName.prefix(64))' is not supported"
            )
        }
        guard groups == 1 || objective.isMulticlass else {
            throw parameters.failure("num_class", "\(classes) classes for \(objectiveName)")
        }
        let base = try baseScores(parameters, groups: groups).map(objective.margin)
        for value in base where !value.isFinite {
            throw parameters.failure("base_score", "has no finite margin for \(objectiveName)")
        }
        let booster = try XGBoostBooster(learner)
        let forest = try booster.forest(
            featureCount: featureCount,
            groupCount: groups,
            base: base.map { Double($0) }
        )
        let names = try featureNames(count: featureCount)
        return ParsedModel(
            format: "xgboost",
            objective: objectiveName,
            forest: forest,
            link: objective.link,
            featureNames: names ?? (0..<featureCount).map { "f\($0)" },
            hasOwnNames: names != nil,
            categories: try booster.categories(featureCount: featureCount),
            acceptsInfinity: false
        )
    }

    private func featureNames(count: Int) throws(InferenceError) -> [String]? {
        guard learner.has("feature_names") else { return nil }
        let names = try learner.texts("feature_names")
        if names.isEmpty { return nil }
        guard names.count == count else {
            throw learner.failure("feature_names", "\(names.count) names for \(count) features")
        }
        return names
    }

    /// `"5E-1"`, or from version 3.1 on `"[5E-1]"` with one number or one for each class.
    private func baseScores(
        _ parameters: DocumentFields,
        groups: Int
    ) throws(InferenceError) -> [Float] {
        var text = Substring(try parameters.text("base_score"))
        if text.hasPrefix("[") && text.hasSuffix("]") { text = text.dropFirst().dropLast() }
        var values: [Float] = []
        for word in text.split(separator: ",") {
            guard let value = Float(word), value.isFinite else {
                throw parameters.failure("base_score", "'\(word.prefix(32))' is not a number")
            }
            values.append(value)
        }
        if values.count == 1 { return [Float](repeating: values[0], count: groups) }
        guard values.count == groups else {
            throw parameters.failure("base_score", "\(values.count) numbers for \(groups) outputs")
        }
        return values
    }
}
