/// The members by which a baseline is recognised.
struct BaselineHead: Decodable {
    let format: String
    let version: Int
    let digest: String
}

/// A baseline as it stands in JSON; names are the file's.
struct BaselineDocument: Decodable {
    struct Model: Decodable {
        let name: String
        let version: String
        let digest: String
    }

    struct Source: Decodable {
        let digest: String
        let rows: Int
        let from_ms: Int64?
        let to_ms: Int64?
    }

    struct Labels: Decodable {
        let rows: Int
        let mean: Double
        let binary: Bool
    }

    struct Chunks: Decodable {
        let count: Int
        let rows: Int
    }

    let model: Model
    let source: Source
    let labels: Labels?
    let chunks: Chunks
    let features: [SubjectDocument]
    let scores: [SubjectDocument]
}

/// A subject as it stands in JSON.
struct SubjectDocument: Decodable {
    struct Spread: Decodable {
        let statistic: String
        let rows: Int
        let mean: Double
        let sd: Double
    }

    /// A string or a number.
    struct Name: Decodable {
        let name: CategoryName

        init(from decoder: any Decoder) throws {
            let value = try decoder.singleValueContainer()
            if let text = try? value.decode(String.self) {
                name = .text(text)
            } else {
                name = .number(try value.decode(Double.self))
            }
        }
    }

    let name: String
    let kind: String
    let nulls: Int
    let counts: [Int]
    let variability: [Spread]
    let infinite: Int?
    let min: Double?
    let max: Double?
    let mean: Double?
    let sd: Double?
    let edges: [Double]?
    let centres: [Double]?
    let groups: [Int]?
    let label_rows: [Int]?
    let label_sums: [Double]?
    let values: [Name]?
    let other: Int?
    let unseen: Int?
    let other_values: [Name]?

    /// The subject, its parts checked as far as they stand alone.
    func subject() throws(ObservationError) -> Subject {
        let variations = variability.map {
            Variation(
                statistic: $0.statistic,
                rows: $0.rows,
                mean: $0.mean,
                standardDeviation: $0.sd
            )
        }
        return Subject(
            name: name,
            reference: try reference(),
            nulls: nulls,
            variations: variations
        )
    }

    private func reference() throws(ObservationError) -> Subject.Reference {
        switch kind {
        case "number": .number(try number())
        case "category":
            .category(
                CategoryReference(
                    values: try required(values, "values").map(\.name),
                    counts: counts,
                    otherValues: try required(other_values, "other_values").map(\.name),
                    other: try required(other, "other"),
                    unseen: try required(unseen, "unseen")
                )
            )
        default: throw ObservationError("kind", "is '\(kind)'; number and category are known")
        }
    }

    private func number() throws(ObservationError) -> NumberReference {
        var summary: NumberReference.Summary?
        if let min, let max, let mean, let sd {
            summary = .init(min: min, max: max, mean: mean, standardDeviation: sd)
        }
        var labels: [NumberReference.BinLabels]?
        if let rows = label_rows {
            let sums = try required(label_sums, "label_sums")
            guard sums.count == rows.count else {
                throw ObservationError("label_sums", "must be \(rows.count) numbers")
            }
            labels = zip(rows, sums).map { .init(rows: $0, sum: $1) }
        }
        return NumberReference(
            bins: try NumberBins(
                edges: required(edges, "edges"),
                centres: required(centres, "centres"),
                groups: required(groups, "groups")
            ),
            counts: counts,
            infinite: try required(infinite, "infinite"),
            summary: summary,
            labels: labels
        )
    }

    private func required<Value>(
        _ value: Value?,
        _ member: String
    ) throws(ObservationError) -> Value {
        guard let value else { throw ObservationError(member, "is missing") }
        return value
    }
}
