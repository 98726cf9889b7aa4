public import Observation

/// One cell of a comparison: what it stands for, and how many values were in it.
public struct ComparedCell: Sendable, Hashable {
    /// What a cell stands for.
    public enum Meaning: Sendable, Hashable {
        /// Numbers above `low` and at most `high`; nil is no end.
        case range(low: Double?, high: Double?)
        /// A category.
        case category(CategoryName)
        /// Categories that are known, but not counted one by one.
        case other
        /// Categories that are in no table.
        case unseen
        /// No value.
        case null
    }

    /// What it stands for.
    public let meaning: Meaning
    /// Values before.
    public let before: Int
    /// Values now.
    public let now: Int
}

extension ComparedCell {
    /// The cells in which a subject's distribution is compared.
    ///
    /// The merged bins of a number, the categories of a category; and nulls where there are any.
    /// Cells that are empty on both sides are left out, but the bins.
    ///
    /// - Parameters:
    ///   - subject: of the baseline.
    ///   - cells: its counters now.
    /// - Returns: the cells in the order of the counters.
    static func cells(of subject: Subject, now cells: ArraySlice<Int>) -> [ComparedCell] {
        let before = subject.cells
        let now = Array(cells)
        var result: [ComparedCell] = []
        switch subject.reference {
        case .number(let number):
            let bins = number.bins
            let counts = (
                bins.merged(before.prefix(bins.count)), bins.merged(now.prefix(bins.count))
            )
            var low: Double?
            for (group, end) in bins.groups.enumerated() {
                let high = end < bins.count ? bins.edges[end - 1] : nil
                result.append(
                    ComparedCell(
                        meaning: .range(low: low, high: high),
                        before: counts.0[group],
                        now: counts.1[group]
                    )
                )
                low = high
            }
        case .category(let category):
            let meanings = category.values.map(Meaning.category) + [.other, .unseen]
            for (cell, meaning) in meanings.enumerated() where before[cell] > 0 || now[cell] > 0 {
                result.append(
                    ComparedCell(meaning: meaning, before: before[cell], now: now[cell])
                )
            }
        }
        let nulls = (before[before.count - 1], now[now.count - 1])
        if nulls.0 > 0 || nulls.1 > 0 {
            result.append(ComparedCell(meaning: .null, before: nulls.0, now: nulls.1))
        }
        return result
    }
}
