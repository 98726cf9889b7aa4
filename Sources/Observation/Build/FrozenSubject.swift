/// A subject between the two readings: where its bins are, but not what is in them.
struct FrozenSubject: Sendable {
    enum Kind: Sendable {
        case number(edges: [Double], summary: NumberReference.Summary?)
        case category(values: [CategoryName], others: [CategoryName], cellOfCode: [Double])
    }

    let kind: Kind

    init(_ profile: NumberProfile) {
        kind = .number(edges: profile.edges, summary: profile.summary)
    }

    init(values: [CategoryName], others: [CategoryName], _ cellOfCode: [Double]) {
        kind = .category(values: values, others: others, cellOfCode: cellOfCode)
    }

    /// A subject with nothing counted yet, for the plan of the second reading.
    func empty(_ name: String) throws(ObservationError) -> Subject {
        switch kind {
        case .number(let edges, let summary):
            let count = edges.count + 1
            return Subject(
                name: name,
                reference: .number(
                    NumberReference(
                        bins: try NumberBins(
                            edges: edges,
                            centres: Array(repeating: 0, count: count),
                            groups: [count]
                        ),
                        counts: Array(repeating: 0, count: count),
                        infinite: 0,
                        summary: summary
                    )
                ),
                nulls: 0
            )
        case .category(let values, let others, _):
            return Subject(
                name: name,
                reference: .category(
                    CategoryReference(
                        values: values,
                        counts: Array(repeating: 0, count: values.count),
                        otherValues: others,
                        other: 0,
                        unseen: 0
                    )
                ),
                nulls: 0
            )
        }
    }

    /// What a row's number is in the counters: a category's code becomes its cell.
    func cell(_ value: Double) -> Double {
        guard case .category(_, _, let cellOfCode) = kind, value >= 0,
            value < Double(cellOfCode.count)
        else { return value }
        return cellOfCode[Int(value)]
    }
}
