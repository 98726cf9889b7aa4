public import Observation

/// How much the statistics vary between pieces of the training data: what no threshold should be
/// below, because time, place and season move them without anything being wrong.
public enum NaturalVariability {
    /// Adds each subject's variations to a baseline.
    ///
    /// Each piece is compared with all others together; so are two neighbouring pieces as one, four,
    /// and so on while five are left: a short stretch differs more from the rest than a long one, and
    /// a window is judged by pieces of about its own size. Measured are `psi` (debiased), `ks`,
    /// `wasserstein` (in standard deviations) and `null_rate` (the difference).
    ///
    /// - Parameters:
    ///   - baseline: of the whole data.
    ///   - chunks: the pieces' counters; fewer than ``leastPieces`` measure nothing.
    /// - Returns: the baseline with variations.
    /// - Throws: `ObservationError` when the counters are not of this baseline.
    public static func measured(
        _ baseline: Baseline,
        chunks: [Counters]
    ) throws(ObservationError) -> Baseline {
        var pieces = chunks
        var measured = [[Variation]](repeating: [], count: baseline.subjects.count)
        while pieces.count >= leastPieces {
            for (index, found) in try variations(baseline, pieces).enumerated() {
                measured[index] += found
            }
            pieces = try joined(pieces)
        }
        let subjects = zip(baseline.subjects, measured).map { $0.with($1) }
        return try Baseline(
            model: baseline.model,
            source: baseline.source,
            labels: baseline.labels,
            chunks: baseline.chunks,
            features: Array(subjects.prefix(baseline.features.count)),
            scores: Array(subjects.dropFirst(baseline.features.count))
        )
    }

    /// Pieces that a standard deviation is taken of, at least.
    public static let leastPieces = 5

    private static func variations(
        _ baseline: Baseline,
        _ pieces: [Counters]
    ) throws(ObservationError) -> [[Variation]] {
        let plan = ObservationPlan(baseline)
        var whole = plan.makeCounters()
        for piece in pieces { try whole.add(piece) }
        var values = [[String: [Double]]](repeating: [:], count: plan.subjectCount)
        for piece in pieces {
            var rest = whole
            try rest.subtract(piece)
            for (index, subject) in baseline.subjects.enumerated() {
                let reference = subject.counting(Array(plan.cells(of: index, in: rest)))
                let comparison = SubjectComparison(
                    reference,
                    now: plan.cells(of: index, in: piece)
                )
                for (name, value) in statistics(comparison) {
                    values[index][name, default: []].append(value)
                }
            }
        }
        let rows = pieces[0].rows
        return values.map { $0.map { variation($0.key, rows: rows, $0.value) } }
    }

    /// Each two neighbours as one; a last one alone joins the pair before it.
    private static func joined(_ pieces: [Counters]) throws(ObservationError) -> [Counters] {
        var result: [Counters] = []
        for (index, piece) in pieces.enumerated() {
            if index % 2 == 0, index + 1 < pieces.count {
                result.append(piece)
            } else {
                try result[result.count - 1].add(piece)
            }
        }
        return result
    }

    private static func statistics(_ comparison: SubjectComparison) -> [(String, Double)] {
        [
            ("psi", comparison.stability?.debiased),
            ("ks", comparison.kolmogorovSmirnov?.statistic),
            ("wasserstein", comparison.normalisedWasserstein),
            ("null_rate", comparison.nulls.map { abs($0.now - $0.before) }),
        ].compactMap { name, value in
            // A distance between the largest numbers there are may be infinite.
            value.flatMap { $0.isFinite ? (name, $0) : nil }
        }
    }

    private static func variation(
        _ name: String,
        rows: Int,
        _ values: [Double]
    ) -> Variation {
        let count = Double(values.count)
        let mean = values.reduce(0, +) / count
        let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        return Variation(
            statistic: name,
            rows: rows,
            mean: mean,
            standardDeviation: values.count > 1 ? (squares / (count - 1)).squareRoot() : 0
        )
    }
}

extension Subject {
    /// The same bins or categories with other counts.
    func counting(_ cells: [Int]) -> Subject {
        let nulls = cells[cells.count - 1]
        switch reference {
        case .number(let number):
            return Subject(
                name: name,
                reference: .number(
                    NumberReference(
                        bins: number.bins,
                        counts: Array(cells.prefix(number.bins.count)),
                        infinite: number.infinite,
                        summary: number.summary
                    )
                ),
                nulls: nulls
            )
        case .category(let category):
            let count = category.values.count
            return Subject(
                name: name,
                reference: .category(
                    CategoryReference(
                        values: category.values,
                        counts: Array(cells.prefix(count)),
                        otherValues: category.otherValues,
                        other: cells[count],
                        unseen: cells[count + 1]
                    )
                ),
                nulls: nulls
            )
        }
    }
}
