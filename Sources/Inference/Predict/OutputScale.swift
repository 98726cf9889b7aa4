/// From a row's margins to what `score` writes for it.
struct OutputScale: Sendable {
    let link: Link
    /// Margins are divided by this before the link.
    let divisor: Double
    let kind: ModelOutput.Kind

    /// Turns one row's margins into its scores; the first `outputCount` numbers hold them.
    ///
    /// - Complexity: O(`row.count`). Allocates nothing.
    func apply(_ row: inout MutableSpan<Double>) {
        if kind == .raw { return }
        if divisor != 1 {
            for i in row.indices { row[i] /= divisor }
        }
        link.apply(&row)
        guard kind == .class, link != .argmax else { return }
        row[0] = row.count == 1 ? (row[0] > 0.5 ? 1 : 0) : Double(Link.indexOfLargest(row.span))
    }
}
