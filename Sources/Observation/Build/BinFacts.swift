/// What the second reading learns of each bin of a number, besides its count.
struct BinFacts: Sendable {
    private var finite: [Int]
    private var means: [Double]
    private(set) var infinite = 0
    private(set) var labelRows: [Int]
    private(set) var labelSums: [Double]

    init(count: Int) {
        finite = Array(repeating: 0, count: count)
        means = Array(repeating: 0, count: count)
        labelRows = finite
        labelSums = means
    }

    mutating func add(_ value: Double, to bin: Int, label: Double?) {
        if value.isFinite {
            finite[bin] += 1
            means[bin] += (value - means[bin]) / Double(finite[bin])
        } else {
            infinite += 1
        }
        guard let label else { return }
        labelRows[bin] += 1
        labelSums[bin] += label
    }

    /// The mean of each bin's values, held between its ends; the middle of a bin without values.
    func centres(edges: [Double], _ summary: NumberReference.Summary?) -> [Double] {
        finite.indices.map { bin in
            let low = bin == 0 ? summary?.min ?? edges.first ?? 0 : edges[bin - 1]
            let high = bin == edges.count ? summary?.max ?? edges.last ?? 0 : edges[bin]
            // A mean that overflowed says nothing either.
            guard finite[bin] > 0, means[bin].isFinite else { return low / 2 + high / 2 }
            return min(max(means[bin], low), high)
        }
    }
}

/// What is known of the labels of all rows.
struct LabelFacts: Sendable {
    private(set) var rows = 0
    private(set) var mean = 0.0
    private(set) var isBinary = true

    mutating func add(_ label: Double) {
        rows += 1
        mean += (label - mean) / Double(rows)
        isBinary = isBinary && (label == 0 || label == 1)
    }
}
