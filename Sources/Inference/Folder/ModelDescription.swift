/// What a model is called and how its rows and scores are to be understood: the model file's own
/// knowledge, with `model.yaml` laid over it.
struct ModelDescription {
    var name: String
    var version: String
    var features: [Feature]
    var output: ModelOutput
    var source: [(String, String)] = []
    var goldenPath: String?
    var baselinePath: String?

    /// The description of a model file that stands alone.
    init(_ parsed: ParsedModel, name: String) {
        self.name = name
        version = ""
        features = parsed.featureNames.enumerated().map { index, name in
            guard let values = parsed.categories[index] else { return Feature(name: name) }
            return Feature(name: name, kind: .category(CategoryTable(values)))
        }
        output = Self.output(parsed, kind: Self.naturalKind(parsed.link), classes: [])
    }

    /// What the library's own prediction is.
    static func naturalKind(_ link: Link) -> ModelOutput.Kind {
        if link.isProbability { return .probability }
        return link == .argmax || link == .step32 ? .class : .value
    }

    /// The output of this kind: one number, or one for each class.
    static func output(
        _ parsed: ParsedModel,
        kind: ModelOutput.Kind,
        classes: [String]
    ) -> ModelOutput {
        let groups = parsed.forest.groupCount
        let isSingle = kind == .class || (kind != .raw && parsed.link == .argmax)
        return ModelOutput(kind: kind, classes: classes, count: isSingle ? 1 : groups)
    }
}
