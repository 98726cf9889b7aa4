/// Labelled probabilities in ten bins of equal width: whether a stated 30 % happens three times in ten.
public struct CalibrationBins: Sendable, Hashable, Codable {
    /// How many bins there are; bin i holds what is above i/10 and at most (i + 1)/10.
    public static let binCount = 10

    private var rows: [Int] = []
    private var scores: [ExactSum] = []
    private var positives: [Int] = []

    /// No rows.
    public init() {}

    /// Adds a row; the score is clipped to 0…1.
    mutating func add(score: Double, isPositive: Bool) {
        makeRoom()
        var bin = 0
        while bin < Self.binCount - 1, Double(bin + 1) * 0.1 < score { bin += 1 }
        rows[bin] += 1
        scores[bin].add(min(max(score, 0), 1))
        if isPositive { positives[bin] += 1 }
    }

    /// Adds other rows.
    mutating func add(_ others: CalibrationBins) {
        guard !others.rows.isEmpty else { return }
        makeRoom()
        for bin in 0..<Self.binCount {
            rows[bin] += others.rows[bin]
            scores[bin] += others.scores[bin]
            positives[bin] += others.positives[bin]
        }
    }

    private mutating func makeRoom() {
        guard rows.isEmpty else { return }
        rows = [Int](repeating: 0, count: Self.binCount)
        scores = [ExactSum](repeating: ExactSum(), count: Self.binCount)
        positives = rows
    }

    /// The mean distance between stated and observed rate, each bin weighted by its rows; nil without
    /// rows.
    public var expectedError: Double? {
        let count = rows.reduce(0, +)
        guard count > 0 else { return nil }
        let distances = zip(scores, positives).map { abs($0.value - Double($1)) }
        return distances.reduce(0, +) / Double(count)
    }
}

extension CalibrationBins {
    private enum Key: String, CodingKey { case rows, scores, positives }

    /// Reads bins as they were written.
    ///
    /// - Throws: `DecodingError` where they are not ten, none, or negative.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        rows = try container.decode([Int].self, forKey: .rows)
        scores = try container.decode([ExactSum].self, forKey: .scores)
        positives = try container.decode([Int].self, forKey: .positives)
        guard rows.isEmpty || rows.count == Self.binCount, scores.count == rows.count,
            positives.count == rows.count, (rows + positives).allSatisfy({ $0 >= 0 })
        else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "no calibration bins")
            )
        }
    }
}
