/// One `key=value` line of a LightGBM text model.
struct LightGBMField {
    var key: String
    var value: ArraySlice<UInt8>
    var line: Int
}

/// The lines before the first tree.
struct LightGBMHeader {
    let featureNames: [String]
    /// Which features the training data held as categories, by their `feature_infos`.
    let categoricalByInfo: [Int]
    let treesPerIteration: Int
    let objective: LightGBMObjective
    let averagesOutput: Bool
    /// As `tree_sizes` declares.
    let treeCount: Int?

    init(_ fields: [String: LightGBMField], path: String) throws(InferenceError) {
        let reader = LightGBMFields(fields: fields, path: path, block: "header", line: 1)
        let version = try reader.text("version")
        guard version == "v3" || version == "v4" else {
            throw reader.failure(
                "version",
                "version '\(version.prefix(16))' is not supported; v3 and v4 are. Load the model "
                    + "with a newer LightGBM and save it again"
            )
        }
        let classes = try reader.integer("num_class", in: 1...ForestLimits.classes)
        treesPerIteration = try reader.integer(
            "num_tree_per_iteration",
            in: 1...ForestLimits.classes
        )
        let features =
            try reader.integer("max_feature_idx", in: 0...(ForestLimits.features - 1)) + 1
        featureNames = try reader.text("feature_names").split(separator: " ").map(String.init)
        guard featureNames.count == features else {
            throw reader.failure(
                "feature_names",
                "\(featureNames.count) names for \(features) features (max_feature_idx + 1)"
            )
        }
        let infos = try reader.text("feature_infos").split(separator: " ")
        guard infos.count == features else {
            throw reader.failure(
                "feature_infos",
                "\(infos.count) entries for \(features) features"
            )
        }
        categoricalByInfo = infos.indices.filter {
            !infos[$0].hasPrefix("[") && infos[$0] != "none"
        }
        averagesOutput = fields["average_output"] != nil
        treeCount = try reader.optionalText("tree_sizes").map { $0.split(separator: " ").count }
        if let text = try reader.optionalText("objective") {
            objective = try LightGBMObjective(text) { reader.failure("objective", $0) }
        } else {
            objective = LightGBMObjective.custom
        }
        guard objective.classes == nil || objective.classes == classes else {
            throw reader.failure("objective", "num_class differs from the header's \(classes)")
        }
        guard treesPerIteration == (objective.classes ?? classes) else {
            throw reader.failure(
                "num_tree_per_iteration",
                "\(treesPerIteration) trees an iteration for \(classes) classes"
            )
        }
    }
}

/// LightGBM's objective: its name, its parameters, the link it implies.
struct LightGBMObjective {
    let text: String
    let link: Link
    /// How many classes the objective declares, where it does.
    let classes: Int?

    /// A model trained with a function of the user's own: predictions are margins.
    static let custom = LightGBMObjective(text: "custom", link: .identity, classes: nil)

    private init(text: String, link: Link, classes: Int?) {
        self.text = text
        self.link = link
        self.classes = classes
    }

    init(
        _ text: String,
        failure: (String) -> InferenceError
    ) throws(InferenceError) {
        let words = text.split(separator: " ")
        func parameter(_ name: String) -> Substring? {
            words.first { $0.hasPrefix(name + ":") }.map { $0.dropFirst(name.utf8.count + 1) }
        }
        func slope() throws(InferenceError) -> Double {
            guard let value = parameter("sigmoid") else { return 1 }
            guard let slope = Double(value), slope > 0, slope.isFinite else {
                throw failure("sigmoid:\(value.prefix(32)) is not a positive number")
            }
            return slope
        }
        func declaredClasses() throws(InferenceError) -> Int {
            guard let value = parameter("num_class"), let classes = Int(value),
                (1...ForestLimits.classes).contains(classes)
            else { throw failure("num_class is missing or not in 1...\(ForestLimits.classes)") }
            return classes
        }
        let name = words.first ?? ""
        switch name {
        case "binary":
            self.init(text: text, link: .sigmoid(slope: try slope()), classes: nil)
        case "cross_entropy":
            self.init(text: text, link: .sigmoid(slope: 1), classes: nil)
        case "cross_entropy_lambda":
            self.init(text: text, link: .softplus, classes: nil)
        case "regression", "regression_l1", "huber", "fair", "quantile", "mape":
            let squares = name == "regression" && words.contains("sqrt")
            self.init(text: text, link: squares ? .signedSquare : .identity, classes: nil)
        case "poisson", "gamma", "tweedie":
            self.init(text: text, link: .exponential, classes: nil)
        case "multiclass":
            self.init(text: text, link: .softmax, classes: try declaredClasses())
        case "multiclassova":
            self.init(
                text: text,
                link: .sigmoid(slope: try slope()),
                classes: try declaredClasses()
            )
        case "lambdarank", "rank_xendcg", "custom":
            self.init(text: text, link: .identity, classes: nil)
        default:
            throw failure("objective '\(name.prefix(64))' is not supported")
        }
    }
}
