import DriftMonitor

/// Shares as a row of blocks.
enum Histogram {
    /// Columns that are drawn at most.
    static let maxColumns = 12

    private static let blocks = Array(" ▁▂▃▄▅▆▇█")

    /// The cells before and now, on one scale.
    ///
    /// - Returns: a column a cell; of many categories the most frequent ones, the rest in one.
    static func pair(_ comparison: SubjectComparison) -> (before: String, now: String) {
        var before = shares(comparison.cells.map(\.before))
        var now = shares(comparison.cells.map(\.now))
        if before.count > maxColumns {
            before = joined(before)
            now = joined(now)
        }
        let scale = (before + now).max() ?? 0
        return (draw(before, scale), draw(now, scale))
    }

    private static func shares(_ counts: [Int]) -> [Double] {
        let total = counts.reduce(0, +)
        return counts.map { total > 0 ? Double($0) / Double(total) : 0 }
    }

    private static func joined(_ shares: [Double]) -> [Double] {
        shares.prefix(maxColumns - 1) + [shares.dropFirst(maxColumns - 1).reduce(0, +)]
    }

    /// Anything above nothing has a block.
    private static func draw(_ shares: [Double], _ scale: Double) -> String {
        String(
            shares.map { share in
                guard share > 0, scale > 0 else { return blocks[0] }
                return blocks[max(1, min(8, Int((share / scale * 8).rounded())))]
            }
        )
    }
}
