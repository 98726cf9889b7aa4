/// What a model file says, before `model.yaml` is laid over it.
struct ParsedModel {
    var format: String
    /// The library's own name of the objective, with its parameters.
    var objective: String
    var forest: Forest
    /// From margins to predictions.
    var link: Link
    /// Margins are divided by this before the link: the number of iterations where a forest
    /// averages, else 1.
    var divisor: Double = 1
    /// One for each feature, in order.
    var featureNames: [String]
    /// Whether the file knows its features' names, or they were made up from their positions.
    var hasOwnNames = true
    /// The categories of a feature by its index, where the file stores them.
    var categories: [Int: [CategoryValue]] = [:]
    /// Whether the library takes infinities as features.
    var acceptsInfinity: Bool

    /// Whether a feature may go by this name: the file's own name is made up, or is this one as
    /// LightGBM writes it, without white space.
    func mayBeCalled(_ name: String, at index: Int) -> Bool {
        let known = featureNames[index]
        let isMadeUp = !hasOwnNames || known == "Column_\(index)"
        return isMadeUp || known == name
            || known == String(name.map { $0.isWhitespace ? "_" : $0 })
    }
}
