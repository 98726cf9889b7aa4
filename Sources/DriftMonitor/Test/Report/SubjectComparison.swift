public import Observation

/// Every statistic of one subject: the baseline's counters against those of the present.
public struct SubjectComparison: Sendable, Hashable {
    /// The subject of the baseline.
    public let subject: Subject
    /// Rows before.
    public let rowsBefore: Int
    /// Rows now.
    public let rowsNow: Int
    /// The cells of the distribution.
    public let cells: [ComparedCell]
    /// The population stability index on the cells.
    public let stability: PopulationStability?
    /// The test of homogeneity on the cells.
    public let chiSquare: ChiSquareHomogeneity?
    /// Distances between the cells' shares.
    public let shares: ShareDistances?
    /// The largest gap between distribution functions, on the fine bins; of numbers only.
    public let kolmogorovSmirnov: KolmogorovSmirnov?
    /// The mean square gap, on the fine bins; of numbers only.
    public let cramerVonMises: CramerVonMises?
    /// Distances in the number's unit, on the fine bins; of numbers only.
    public let grid: GridDistances?
    /// The Wasserstein distance in standard deviations of the baseline; of numbers only.
    public let normalisedWasserstein: Double?
    /// The rate of nulls.
    public let nulls: RateChange?
    /// Values outside the baseline's range; of numbers only.
    public let violations: RangeViolations?
    /// The rate of categories in no table; of categories only.
    public let unseen: RateChange?

    /// A standard deviation below this counts as this, so that a subject that hardly varied does not
    /// divide by nothing.
    static let leastDeviation = 1e-3

    /// Compares a subject with its counters now.
    ///
    /// - Parameters:
    ///   - subject: of the baseline.
    ///   - counts: its cells, in the layout of `Counters`.
    /// - Precondition: as many cells as the subject has.
    public init(_ subject: Subject, now counts: ArraySlice<Int>) {
        precondition(counts.count == subject.cellCount, "the counters are of this baseline")
        let now = Array(counts)
        let before = subject.cells
        self.subject = subject
        cells = ComparedCell.cells(of: subject, now: counts)
        let pair = CellPair(before: cells.map(\.before), now: cells.map(\.now))
        rowsBefore = cells.map(\.before).reduce(0, +)
        rowsNow = cells.map(\.now).reduce(0, +)
        stability = pair.map { PopulationStability($0) }
        chiSquare = pair.map { ChiSquareHomogeneity($0) }
        shares = pair.map { ShareDistances($0) }
        nulls =
            pair.map {
                RateChange(
                    hitsBefore: before[before.count - 1],
                    of: $0.beforeCount,
                    hitsNow: now[now.count - 1],
                    of: $0.nowCount
                )
            }
        guard case .number(let number) = subject.reference else {
            let cell = before.count - 2
            unseen = pair.map {
                RateChange(
                    hitsBefore: before[cell],
                    of: $0.beforeCount,
                    hitsNow: now[cell],
                    of: $0.nowCount
                )
            }
            (kolmogorovSmirnov, cramerVonMises, grid) = (nil, nil, nil)
            (normalisedWasserstein, violations) = (nil, nil)
            return
        }
        unseen = nil
        let count = number.bins.count
        let fine = CellPair(before: number.counts, now: Array(now.prefix(count)))
        let distances = fine.map { GridDistances($0, centres: number.bins.centres) }
        kolmogorovSmirnov = fine.map { KolmogorovSmirnov($0) }
        cramerVonMises = fine.flatMap { CramerVonMises($0) }
        grid = distances
        normalisedWasserstein = number.summary.flatMap { summary in
            distances.map {
                $0.wasserstein / max(summary.standardDeviation, Self.leastDeviation)
            }
        }
        violations = number.summary.flatMap { _ in
            fine.map {
                RangeViolations(
                    below: now[count],
                    above: now[count + 1],
                    valuesBefore: $0.beforeCount,
                    valuesNow: $0.nowCount
                )
            }
        }
    }
}
