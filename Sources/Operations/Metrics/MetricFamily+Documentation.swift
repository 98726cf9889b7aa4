extension MetricFamily {
    /// The families as a Markdown table, a row each: the one of `docs/metrics.md`.
    public static func markdownTable(of families: [MetricFamily]) -> String {
        var rows = ["| metric | type | labels | meaning |", "| --- | --- | --- | --- |"]
        for family in families {
            let labels = family.labels.map { "`\($0)`" }.joined(separator: ", ")
            rows.append(
                "| `\(family.name)` | \(family.kind.prometheusType) | \(labels) | \(family.help) |"
            )
        }
        return rows.joined(separator: "\n")
    }
}
