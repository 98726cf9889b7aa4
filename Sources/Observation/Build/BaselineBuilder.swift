/// The first of two readings that build a baseline: finds where the bins go.
///
/// The second reading, of the same rows, counts. Memory does not grow with the rows; the same rows in the same order give the same bytes.
///
///     var profile = BaselineProfile(kinds, scoreNames: ["prediction"])
///     for row in rows { profile.add(features: row.features, scores: row.scores) }
///     var counting = try profile.startCounting(chunks: profile.suggestedChunks)
///     for row in rows { try counting.add(…) }
///     let baseline = try counting.finish(…)
public struct BaselineProfile: Sendable {
    /// What a feature holds.
    public enum Kind: Sendable, Hashable {
        /// A number; NaN is null.
        case number
        /// A category as the index of its name; ``ObservationPlan/nullCategory`` is null, and NaN is
        /// in no table.
        case category([CategoryName])
    }

    /// Categories that are counted one by one unless stated otherwise.
    public static let standardTopValues = 64

    /// Rows that were added.
    public private(set) var rows = 0

    private let names: [String]
    private let scoreNames: [String]
    private let topValues: Int
    private var features: [FeatureProfile]
    private var scores: [NumberProfile]

    /// Begins the first reading.
    ///
    /// - Parameters:
    ///   - features: names and kinds, in the order of the rows.
    ///   - scoreNames: names of the model's outputs.
    ///   - topValues: categories that are counted one by one: 1…``CategoryReference/maxValues``.
    public init(
        features: [(name: String, kind: Kind)],
        scoreNames: [String],
        topValues: Int = standardTopValues
    ) {
        precondition(
            (1...CategoryReference.maxValues).contains(topValues),
            "a baseline counts 1 to \(CategoryReference.maxValues) categories one by one"
        )
        names = features.map(\.name)
        self.scoreNames = scoreNames
        self.topValues = topValues
        self.features = features.map { FeatureProfile($0.kind) }
        scores = scoreNames.map { _ in NumberProfile() }
    }

    /// Adds a row.
    ///
    /// - Parameters:
    ///   - row: one number a feature.
    ///   - outputs: the model's outputs for it.
    /// - Precondition: as many as were named.
    public mutating func add(features row: Span<Double>, scores outputs: Span<Double>) {
        precondition(row.count == features.count, "one number a feature")
        precondition(outputs.count == scores.count, "one number an output")
        rows += 1
        for index in features.indices { features[index].add(row[index]) }
        for index in scores.indices { scores[index].add(outputs[index]) }
    }

    /// Pieces to measure natural variability on: 20, or fewer of at least 1,000 rows; 0 when that
    /// would be less than 5.
    public var suggestedChunks: Int {
        let chunks = min(20, rows / 1_000)
        return chunks < 5 ? 0 : chunks
    }

    /// Freezes the bins, for the second reading.
    ///
    /// - Parameter chunks: pieces of consecutive rows that are counted apart.
    /// - Returns: what takes the rows of the second reading.
    /// - Throws: `ObservationError` when there were no rows.
    public func startCounting(chunks: Int) throws(ObservationError) -> BaselineCounting {
        guard rows > 0 else { throw ObservationError("rows", "there are none") }
        let kinds = features.map { $0.frozen(topValues: topValues) }
        return try BaselineCounting(
            rows: rows,
            chunks: chunks,
            features: Array(zip(names, kinds)),
            scores: zip(scoreNames, scores).map { ($0, FrozenSubject($1)) }
        )
    }
}

/// What the first reading learns of a feature.
private enum FeatureProfile: Sendable {
    case number(NumberProfile)
    case category([CategoryName], counts: [Int])

    init(_ kind: BaselineProfile.Kind) {
        switch kind {
        case .number: self = .number(NumberProfile())
        case .category(let names):
            self = .category(names, counts: Array(repeating: 0, count: names.count))
        }
    }

    mutating func add(_ value: Double) {
        switch self {
        case .number(var profile):
            // Frees the place, so that the profile is changed where it is.
            self = .category([], counts: [])
            profile.add(value)
            self = .number(profile)
        case .category(let names, var counts):
            guard value >= 0, value < Double(counts.count) else { return }
            self = .category([], counts: [])
            counts[Int(value)] += 1
            self = .category(names, counts: counts)
        }
    }

    func frozen(topValues: Int) -> FrozenSubject {
        switch self {
        case .number(let profile): return FrozenSubject(profile)
        case .category(let names, let counts):
            let order = names.indices.sorted {
                counts[$0] == counts[$1] ? names[$0] < names[$1] : counts[$0] > counts[$1]
            }
            // A category that is known but was not in the data is no cell of its own.
            let top = order.prefix(topValues).filter { counts[$0] > 0 }
            let rest = order.dropFirst(top.count).map { names[$0] }.sorted()
            var cellOfCode = [Double](repeating: Double(top.count), count: names.count)
            for (cell, code) in top.enumerated() { cellOfCode[code] = Double(cell) }
            return FrozenSubject(values: top.map { names[$0] }, others: rest, cellOfCode)
        }
    }
}
