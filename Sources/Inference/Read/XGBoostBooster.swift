/// `learner.gradient_booster`: the trees, the outputs they add to, their weights, the categories.
struct XGBoostBooster {
    private let model: DocumentFields
    /// DART's weight of each tree; nil for `gbtree`.
    private let weights: [Double]?

    init(_ learner: DocumentFields) throws(InferenceError) {
        let booster = try learner.object("gradient_booster")
        switch try booster.text("name") {
        case "gbtree":
            model = try booster.object("model")
            weights = nil
        case "dart":
            model = try booster.object("gbtree").object("model")
            weights = try booster.numbers("weight_drop")
        case let other:
            throw booster.failure(
                "name",
                "booster '\(other.prefix(32))' is not supported; gbtree and dart are"
            )
        }
    }

    /// Reads every tree.
    func forest(
        featureCount: Int,
        groupCount: Int,
        base: [Double]
    ) throws(InferenceError) -> Forest {
        let trees = try model.elements("trees")
        guard (1...ForestLimits.trees).contains(trees.count) else {
            throw model.failure(
                "trees",
                "\(trees.count) trees; 1 to \(ForestLimits.trees) are allowed"
            )
        }
        let groups = try model.integers(
            "tree_info",
            count: trees.count,
            in: 0...(groupCount - 1)
        )
        if let weights {
            guard weights.count == trees.count, weights.allSatisfy(\.isFinite) else {
                throw model.failure("weight_drop", "does not hold one number for each tree")
            }
        }
        var builder = ForestBuilder(
            arithmetic: .xgboost,
            featureCount: featureCount,
            groupCount: groupCount,
            base: base
        )
        for (index, document) in trees.enumerated() {
            let fields = try DocumentFields(document, file: model.file, path: "tree \(index)")
            try XGBoostTree(fields, featureCount: featureCount).append(
                to: &builder,
                group: groups[index],
                weight: weights.map { Float($0[index]) }
            )
        }
        return builder.forest
    }

    /// The data frame's categories, which versions from 3.1 on store: strings joined, with offsets,
    /// or numbers.
    func categories(featureCount: Int) throws(InferenceError) -> [Int: [CategoryValue]] {
        guard model.has("cats") else { return [:] }
        let container = try model.object("cats")
        let encodings = try container.elements("enc")
        if encodings.isEmpty { return [:] }
        guard encodings.count == featureCount else {
            throw container.failure(
                "enc",
                "\(encodings.count) entries for \(featureCount) features"
            )
        }
        var categories: [Int: [CategoryValue]] = [:]
        for (index, encoding) in encodings.enumerated() {
            let fields = try DocumentFields(
                encoding,
                file: model.file,
                path: "\(container.path).enc[\(index)]"
            )
            let values = try fields.numbers("values")
            if fields.has("offsets") {
                let texts = try Self.texts(fields, values)
                if !texts.isEmpty { categories[index] = texts }
            } else {
                categories[index] = values.map { .number($0) }
            }
        }
        return categories
    }

    private static func texts(
        _ fields: DocumentFields,
        _ values: [Double]
    ) throws(InferenceError) -> [CategoryValue] {
        let offsets = try fields.integers("offsets", in: 0...values.count)
        var texts: [CategoryValue] = []
        for (index, (start, end)) in zip(offsets, offsets.dropFirst()).enumerated() {
            guard start <= end else {
                throw fields.failure("offsets[\(index + 1)]", "is less than the one before it")
            }
            // Bytes are stored as numbers, signed or not.
            let bytes = values[start..<end].compactMap { value -> UInt8? in
                guard let byte = Int(exactly: value), (-128...255).contains(byte) else {
                    return nil
                }
                return UInt8(truncatingIfNeeded: byte)
            }
            guard bytes.count == end - start else {
                throw fields.failure("values", "category \(index) does not consist of bytes")
            }
            // XGBoost 3.2 cuts names that are not ASCII; `model.yaml` may list the true ones.
            let text = String(validating: bytes, as: UTF8.self)
            texts.append(text.map { .text($0) } ?? .absent)
        }
        return texts
    }
}
