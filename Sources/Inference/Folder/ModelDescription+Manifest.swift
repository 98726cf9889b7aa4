import Yaml

extension ModelDescription {
    /// Lays `model.yaml` over what the model file knows, and refuses what contradicts it.
    ///
    /// - Throws: `YamlError` naming the key.
    init(_ parsed: ParsedModel, _ manifest: ModelManifest, folder: String) throws(YamlError) {
        self.init(parsed, name: manifest.name)
        version = manifest.version
        source = manifest.source
        goldenPath = manifest.golden.map { "\(folder)/\($0)" }
        baselinePath = manifest.baseline.map { "\(folder)/\($0)" }
        if let entries = manifest.features {
            features = try Self.features(parsed, entries, manifest.yaml)
        }
        let kind = manifest.outputKind ?? output.kind
        try Self.check(kind, parsed, manifest.yaml)
        output = Self.output(parsed, kind: kind, classes: manifest.classes)
        let groups = parsed.forest.groupCount
        let classCount = groups > 1 ? groups : 2
        guard manifest.classes.isEmpty || manifest.classes.count == classCount else {
            throw manifest.yaml.error(
                "output",
                "\(manifest.classes.count) classes are named; the model has \(classCount)"
            )
        }
    }

    private static func features(
        _ parsed: ParsedModel,
        _ entries: [ModelManifest.Entry],
        _ yaml: YamlMapping
    ) throws(YamlError) -> [Feature] {
        guard entries.count == parsed.featureNames.count else {
            throw yaml.error(
                "features",
                "\(entries.count) features are listed; the model has \(parsed.featureNames.count)"
            )
        }
        var features: [Feature] = []
        for (index, entry) in entries.enumerated() {
            guard parsed.mayBeCalled(entry.name, at: index) else {
                throw entry.yaml.error(
                    "name",
                    "the model file's feature \(index) is '\(parsed.featureNames[index])'"
                )
            }
            features.append(
                Feature(
                    name: entry.name,
                    kind: try kind(entry, fromFile: parsed.categories[index]),
                    missing: entry.missing
                )
            )
        }
        return features
    }

    private static func kind(
        _ entry: ModelManifest.Entry,
        fromFile: [CategoryValue]?
    ) throws(YamlError) -> Feature.Kind {
        guard entry.isCategory else {
            guard fromFile == nil else {
                throw entry.yaml.error("type", "the model file stores categories for it")
            }
            return .number
        }
        guard let values = entry.values ?? fromFile else {
            throw entry.yaml.error(
                "type",
                "the model file stores no categories for it: list them as 'values'"
            )
        }
        if let fromFile, !agree(values, fromFile) {
            throw entry.yaml.error(
                "values",
                "differ from the categories that the model file stores"
            )
        }
        return .category(CategoryTable(values))
    }

    /// Equal but for codes whose name the model file has lost.
    private static func agree(_ listed: [CategoryValue], _ stored: [CategoryValue]) -> Bool {
        listed.count == stored.count
            && zip(listed, stored).allSatisfy { $0 == $1 || $1 == .absent }
    }

    /// Probabilities and classes are what a classifier gives; any model gives a value or a margin.
    private static func check(
        _ kind: ModelOutput.Kind,
        _ parsed: ParsedModel,
        _ yaml: YamlMapping
    ) throws(YamlError) {
        let fits =
            switch kind {
            case .probability: parsed.link.isProbability
            case .class:
                parsed.link.isProbability || parsed.link == .argmax || parsed.link == .step32
            case .value, .raw: true
            }
        guard fits else {
            throw yaml.error(
                "output",
                "'\(kind.rawValue)' is not what the objective '\(parsed.objective)' predicts"
            )
        }
    }
}
