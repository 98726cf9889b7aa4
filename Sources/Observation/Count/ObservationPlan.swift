/// How rows become counters: the bins of a baseline, laid out for counting.
///
/// A row holds one `Double` a feature. A number is itself, NaN is null. A category is the index of
/// its cell: of a value its place among the baseline's, then `values.count` for any other known one;
/// ``nullCategory`` is null, and NaN is a category in no table.
///
/// Thread safety: a value; it is read only.
public struct ObservationPlan: Sendable {
    /// The code of a category that is null.
    public static let nullCategory = -1.0

    /// Where the cells of each subject begin; one more entry than subjects, the last the end.
    public let starts: [Int]
    /// Subjects that are features; the rest are scores.
    public let featureCount: Int

    private let counters: [SubjectCounter]

    /// The plan of a baseline.
    public init(_ baseline: Baseline) {
        self.init(features: baseline.features, scores: baseline.scores)
    }

    init(features: [Subject], scores: [Subject]) {
        starts = Baseline.starts(of: features + scores)
        featureCount = features.count
        counters = (features + scores).map(SubjectCounter.init)
    }

    /// Features and scores.
    public var subjectCount: Int { counters.count }

    /// Counters of nothing, of this layout.
    public func makeCounters() -> Counters { Counters(cellCount: starts.last ?? 0) }

    /// The cells of a subject.
    public func cells(of subject: Int, in counters: Counters) -> ArraySlice<Int> {
        counters.cells[starts[subject]..<starts[subject + 1]]
    }

    /// Counts a row.
    ///
    /// - Parameters:
    ///   - features: one number a feature, as described above.
    ///   - scores: the model's outputs for it; empty when it was not scored.
    ///   - counters: made by this plan.
    /// - Precondition: as many features as the baseline has; as many scores, or none.
    /// - Complexity: O(subjects × log bins). Allocates nothing.
    public func count(
        features: Span<Double>,
        scores: Span<Double>,
        into counters: inout Counters
    ) {
        precondition(features.count == featureCount, "one number a feature")
        let scoreCount = subjectCount - featureCount
        precondition(scores.count == scoreCount || scores.isEmpty, "one number a score, or none")
        counters.countRow()
        for index in 0..<featureCount {
            self.counters[index].count(features[index], at: starts[index], into: &counters)
        }
        for index in 0..<scores.count {
            let subject = featureCount + index
            self.counters[subject].count(scores[index], at: starts[subject], into: &counters)
        }
    }

    /// The fine bin of a score; nil when it is NaN.
    func bin(ofScore index: Int, _ value: Double) -> Int? {
        guard case .number(let bins, _, _) = counters[featureCount + index], !value.isNaN else {
            return nil
        }
        return bins.index(of: value)
    }

    /// The fine bin of a feature that is a number; nil when it is NaN or a category.
    func bin(ofFeature index: Int, _ value: Double) -> Int? {
        guard case .number(let bins, _, _) = counters[index], !value.isNaN else { return nil }
        return bins.index(of: value)
    }
}

/// One subject's way of counting.
private enum SubjectCounter: Sendable {
    case number(NumberBins, min: Double, max: Double)
    case category(values: Int)

    init(_ subject: Subject) {
        switch subject.reference {
        case .number(let number):
            self = .number(
                number.bins,
                min: number.summary?.min ?? -.infinity,
                max: number.summary?.max ?? .infinity
            )
        case .category(let category): self = .category(values: category.values.count)
        }
    }

    func count(_ value: Double, at start: Int, into counters: inout Counters) {
        switch self {
        case .number(let bins, let min, let max):
            let end = start + bins.count
            guard !value.isNaN else { return counters.count(cell: end + 2) }
            counters.count(cell: start + bins.index(of: value))
            if value < min { counters.count(cell: end) }
            if value > max { counters.count(cell: end + 1) }
        case .category(let values):
            if value >= 0, value <= Double(values) {
                counters.count(cell: start + Int(value))
            } else if value == ObservationPlan.nullCategory {
                counters.count(cell: start + values + 2)
            } else {
                counters.count(cell: start + values + 1)
            }
        }
    }
}
