/// A model in memory: checked, read-only, ready to score.
///
///     let model = try Model.load(folder: "models/delay/v1")
///     var workspace = model.makeWorkspace(maxRows: 512)
///     model.score(rows: rows.span, count: 512, into: &scores, workspace: &workspace)
///
/// - Thread safety: one model serves any number of threads, each with a workspace of its own.
public final class Model: Sendable {
    /// The model's name: `model.yaml`'s, or the file's.
    public let name: String
    /// The version: `model.yaml`'s, or empty.
    public let version: String
    /// SHA-256 of the model file: `sha256:` and 64 hexadecimal digits.
    public let digest: String
    /// `lightgbm` or `xgboost`.
    public let format: String
    /// The objective in the library's own words.
    public let objective: String
    /// What a row holds, in order.
    public let features: [Feature]
    /// What `score` writes.
    public let output: ModelOutput
    /// Trees of the forest.
    public let treeCount: Int
    /// Whether infinite features are numbers to the library (LightGBM) or refused by it (XGBoost).
    public let acceptsInfinity: Bool
    /// What becomes of a category that the model has not seen.
    public let unseenCategory: UnseenCategory
    /// `model.yaml`'s `source`: free words, in its order.
    public let source: [(String, String)]
    /// Path of the golden rows, where `model.yaml` names them.
    public let goldenPath: String?
    /// Path of the baseline, where `model.yaml` names it.
    public let baselinePath: String?
    /// What is known of the forest and of the engine, for `model show`.
    public let facts: ModelFacts

    let reference: ReferenceEngine
    let engine: FastEngine?
    let scale: OutputScale

    init(_ parsed: ParsedModel, _ description: ModelDescription, digest: String) {
        name = description.name
        version = description.version
        self.digest = digest
        format = parsed.format
        objective = parsed.objective
        features = description.features
        output = description.output
        treeCount = parsed.forest.trees.count
        acceptsInfinity = parsed.acceptsInfinity
        unseenCategory = .missing
        source = description.source
        goldenPath = description.goldenPath
        baselinePath = description.baselinePath
        reference = ReferenceEngine(forest: parsed.forest)
        engine = FastEngine(parsed.forest)
        scale = OutputScale(
            link: parsed.link,
            divisor: parsed.divisor,
            kind: description.output.kind
        )
        facts = ModelFacts(parsed.forest, engine)
    }

    /// How many numbers `score` writes for a row.
    public var outputCount: Int { output.count }

    /// How many numbers `scoreRaw` writes for a row: 1, or one for each class.
    public var rawCount: Int { reference.forest.groupCount }

    /// Scratch memory for one thread.
    ///
    /// - Parameter maxRows: the largest batch that one call will bring; at least 1.
    /// - Returns: memory for `score` and `scoreRaw` of this model.
    /// - Complexity: O(`maxRows` + trees + splits' lanes); the only allocation of scoring.
    public func makeWorkspace(maxRows: Int) -> ScoringWorkspace {
        precondition(maxRows >= 1, "a workspace has room for one row at least")
        let lanes = engine?.laneCount ?? 0
        return ScoringWorkspace(
            maxRows: maxRows,
            laneCount: max(lanes, engine == nil ? features.count * 2 : 0),
            sumCount: FastEngine.blockRows * rawCount + treeCount,
            marginCount: FastEngine.blockRows * rawCount
        )
    }
}
