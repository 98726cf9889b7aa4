/// Labelled probabilities by bin and label: what the area under the ROC curve is computed from.
///
/// 1,024 bins, narrower towards 0 and towards 1, where rare events and sure ones are told apart: below a
/// half each octave ½, ¼, ⅛, … down to 2⁻¹⁶ is cut into 32 bins, and above a half the same of 1 − p. So a
/// bin is at most a 32nd of its distance to the end wide. Probabilities of one bin count as equal.
public struct ScoreHistogram: Sendable, Hashable {
    /// How many bins there are.
    public static let binCount = 1_024

    /// Of each bin the rows with label 0, then of each those with label 1; empty while there are none.
    private var counts: [Int] = []

    /// No rows.
    public init() {}

    /// The bin of a probability; what is outside of 0…1 is in the first or the last.
    public static func bin(of score: Double) -> Int {
        score < 0.5 ? lowerBin(of: score) : binCount - 1 - lowerBin(of: 1 - score)
    }

    /// The bin of a probability of at most a half: 0…511.
    private static func lowerBin(of score: Double) -> Int {
        guard score > 0 else { return 0 }
        guard score < 0.5 else { return 511 }
        // The first octave, ¼ to ½, has the highest bins; what is below the last one is in the first bin.
        let octave = -1 - Int(score.exponent)
        guard octave <= 16 else { return 0 }
        return 32 * (16 - octave) + Int((score.significand - 1) * 32)
    }

    /// Adds a row.
    mutating func add(score: Double, isPositive: Bool) {
        if counts.isEmpty { counts = [Int](repeating: 0, count: 2 * Self.binCount) }
        counts[Self.bin(of: score) + (isPositive ? Self.binCount : 0)] += 1
    }

    /// Adds other rows.
    mutating func add(_ others: ScoreHistogram) {
        guard !counts.isEmpty else {
            counts = others.counts
            return
        }
        for index in others.counts.indices { counts[index] += others.counts[index] }
    }

    /// The area under the ROC curve: how often a row with label 1 has the higher score of two rows with
    /// different labels, half of the ties counted; nil without both labels.
    public var areaUnderCurve: Double? {
        guard !counts.isEmpty else { return nil }
        var (negatives, positives, halves) = (0, 0, Int128(0))
        for bin in 0..<Self.binCount {
            let (here, others) = (counts[Self.binCount + bin], counts[bin])
            halves += Int128(here) * Int128(2 * negatives + others)
            negatives += others
            positives += here
        }
        guard negatives > 0, positives > 0 else { return nil }
        return Double(halves) / (2 * Double(negatives) * Double(positives))
    }
}

extension ScoreHistogram: Codable {
    /// Reads triples of bin, rows with label 0, rows with label 1.
    public init(from decoder: any Decoder) throws {
        let triples = try decoder.singleValueContainer().decode([Int].self)
        guard triples.count % 3 == 0 else { throw Self.broken(decoder) }
        for start in stride(from: 0, to: triples.count, by: 3) {
            let (bin, negatives, positives) = (
                triples[start], triples[start + 1], triples[start + 2]
            )
            guard (0..<Self.binCount).contains(bin), negatives >= 0, positives >= 0 else {
                throw Self.broken(decoder)
            }
            if counts.isEmpty { counts = [Int](repeating: 0, count: 2 * Self.binCount) }
            counts[bin] = negatives
            counts[Self.binCount + bin] = positives
        }
    }

    /// Writes the bins that hold something.
    public func encode(to encoder: any Encoder) throws {
        var triples: [Int] = []
        for bin in 0..<(counts.isEmpty ? 0 : Self.binCount) {
            let (negatives, positives) = (counts[bin], counts[Self.binCount + bin])
            if negatives + positives > 0 { triples += [bin, negatives, positives] }
        }
        var container = encoder.singleValueContainer()
        try container.encode(triples)
    }

    private static func broken(_ decoder: any Decoder) -> DecodingError {
        .dataCorrupted(
            .init(codingPath: decoder.codingPath, debugDescription: "no histogram of scores")
        )
    }
}
