/// The second reading: counts into frozen bins, each piece of the data apart.
public struct BaselineCounting: Sendable {
    /// Rows that are to come: as many as the first reading had.
    public let expectedRows: Int
    /// Rows that came.
    public private(set) var rows = 0

    private let frozen: [FrozenSubject]
    private let names: [String]
    private let featureCount: Int
    private let plan: ObservationPlan
    private let chunkRows: Int
    private var chunkCounters: [Counters]
    private var facts: [BinFacts?]
    private var labels = LabelFacts()
    private var fromMs: Int64?
    private var toMs: Int64?
    private var cells: [Double]

    init(
        rows: Int,
        chunks: Int,
        features: [(String, FrozenSubject)],
        scores: [(String, FrozenSubject)]
    ) throws(ObservationError) {
        expectedRows = rows
        frozen = (features + scores).map(\.1)
        names = (features + scores).map(\.0)
        featureCount = features.count
        var subjects: [Subject] = []
        for (name, subject) in features + scores { subjects.append(try subject.empty(name)) }
        let plan = ObservationPlan(
            features: Array(subjects.prefix(features.count)),
            scores: Array(subjects.dropFirst(features.count))
        )
        self.plan = plan
        chunkRows = chunks > 0 ? rows / chunks : rows
        chunkCounters = (0..<max(1, chunks)).map { _ in plan.makeCounters() }
        facts = frozen.map { subject in
            guard case .number(let edges, _) = subject.kind else { return nil }
            return BinFacts(count: edges.count + 1)
        }
        cells = Array(repeating: 0, count: features.count)
    }

    /// Counts a row.
    ///
    /// - Parameters:
    ///   - row: as in the first reading.
    ///   - outputs: the model's outputs for it.
    ///   - label: its label; nil where it has none.
    ///   - timeMs: its time in Unix milliseconds; nil where it has none.
    /// - Precondition: fewer than `expectedRows` came so far.
    public mutating func add(
        features row: Span<Double>,
        scores outputs: Span<Double>,
        label: Double?,
        timeMs: Int64?
    ) {
        precondition(rows < expectedRows, "the second reading has the rows of the first")
        for index in 0..<featureCount { cells[index] = frozen[index].cell(row[index]) }
        let chunk = min(rows / chunkRows, chunkCounters.count - 1)
        let cells = cells
        plan.count(features: cells.span, scores: outputs, into: &chunkCounters[chunk])
        rows += 1
        for index in 0..<featureCount {
            guard let bin = plan.bin(ofFeature: index, row[index]) else { continue }
            facts[index]?.add(row[index], to: bin, label: nil)
        }
        for index in 0..<outputs.count {
            guard let bin = plan.bin(ofScore: index, outputs[index]) else { continue }
            facts[featureCount + index]?.add(outputs[index], to: bin, label: label)
        }
        if let label { labels.add(label) }
        if let timeMs {
            fromMs = min(fromMs ?? timeMs, timeMs)
            toMs = max(toMs ?? timeMs, timeMs)
        }
    }

    /// The pieces' counters, in the layout of the baseline that `finish` makes.
    ///
    /// - Returns: none when the data was too small to be cut.
    public var chunks: [Counters] { chunkCounters.count > 1 ? chunkCounters : [] }

    /// Makes the baseline; variability is added to it by who knows the statistics.
    ///
    /// - Parameters:
    ///   - model: whose features and scores these are.
    ///   - sourceDigest: of the data: `sha256:…`.
    /// - Returns: the baseline of the rows.
    /// - Throws: `ObservationError` when fewer rows came than in the first reading: the data was
    ///   changed in between.
    public func finish(
        model: Baseline.ModelIdentity,
        sourceDigest: String
    ) throws(ObservationError) -> Baseline {
        guard rows == expectedRows else {
            throw ObservationError(
                "rows",
                "are \(rows) on the second reading, \(expectedRows) on the first: "
                    + "the data was changed in between"
            )
        }
        var total = plan.makeCounters()
        for counters in chunkCounters { try total.add(counters) }
        var subjects: [Subject] = []
        for index in frozen.indices {
            let cells = Array(plan.cells(of: index, in: total))
            subjects.append(try subject(index, cells, hasLabels: labels.rows > 0))
        }
        return try Baseline(
            model: model,
            source: .init(digest: sourceDigest, rows: rows, fromMs: fromMs, toMs: toMs),
            labels: labels.rows > 0
                ? .init(rows: labels.rows, mean: labels.mean, isBinary: labels.isBinary) : nil,
            chunks: .init(count: chunks.count, rows: chunks.isEmpty ? 0 : chunkRows),
            features: Array(subjects.prefix(featureCount)),
            scores: Array(subjects.dropFirst(featureCount))
        )
    }

    private func subject(
        _ index: Int,
        _ cells: [Int],
        hasLabels: Bool
    ) throws(ObservationError) -> Subject {
        let nulls = cells[cells.count - 1]
        switch frozen[index].kind {
        case .number(let edges, let summary):
            let counts = Array(cells.dropLast(3))
            let facts = facts[index] ?? BinFacts(count: counts.count)
            return Subject(
                name: names[index],
                reference: .number(
                    NumberReference(
                        bins: try NumberBins(
                            edges: edges,
                            centres: facts.centres(edges: edges, summary),
                            groups: NumberProfile.groups(of: counts)
                        ),
                        counts: counts,
                        infinite: facts.infinite,
                        summary: summary,
                        labels: hasLabels && index >= featureCount
                            ? zip(facts.labelRows, facts.labelSums).map { .init(rows: $0, sum: $1) }
                            : nil
                    )
                ),
                nulls: nulls
            )
        case .category(let values, let others, _):
            let cellsOfValues = Array(cells.prefix(values.count))
            return Subject(
                name: names[index],
                reference: .category(
                    CategoryReference(
                        values: values,
                        counts: cellsOfValues,
                        otherValues: others,
                        other: cells[values.count],
                        unseen: cells[values.count + 1]
                    )
                ),
                nulls: nulls
            )
        }
    }
}
