import DriftMonitor
import Operations

/// What a run of the monitor came to, for people.
enum MonitorSummaryText {
    static func text(_ summaries: [RunSummary]) -> String {
        summaries.map { lines($0).joined(separator: "\n") + "\n" }.joined(separator: "\n")
    }

    /// Year and month, such as `2013-04`.
    static func name(of month: MonthTally) -> String {
        String(WallClock.rfc3339(month.startMs).prefix(7))
    }

    private static func lines(_ summary: RunSummary) -> [String] {
        let tally = summary.tally
        var heads = [
            [
                "deployment",
                TerminalText.line(summary.deployment)
                    + BaselineTimes.text(fromMs: tally.fromMs, toMs: tally.toMs),
            ],
            ["panes", Figures.grouped(tally.panes)],
            [
                "events",
                counts([
                    ("", tally.events), ("undecodable", tally.undecodable), ("late", tally.late),
                    ("ahead", tally.ahead), ("without a time", tally.untimed),
                ]),
            ],
        ]
        if let joined = summary.joined {
            heads.append([
                "labels",
                counts([
                    ("", joined.labels), ("joined", joined.joined),
                    ("early", joined.early), ("duplicate", joined.duplicate),
                    ("late", joined.late), ("of no event", joined.orphan),
                    ("unmatched", joined.unmatched), ("unfit", joined.unfit),
                    ("held", joined.held),
                ]),
            ])
            heads.append([
                "predictions",
                counts([
                    ("", joined.predictions), ("labelled", joined.labelled),
                    ("judged without", joined.unlabelled), ("waiting", joined.waiting),
                    ("dropped", joined.dropped),
                ]),
            ])
        }
        heads.append(["alerts", alerts(tally) + "; \(summary.firing) hold now"])
        heads.append(["commands", commands(tally)])
        var lines = TextTable.lines(heads)
        let columns = tally.versions.flatMap(columns)
        guard !columns.isEmpty else { return lines }
        lines += [""] + TextTable.lines(table(columns))
        let monthly = months(columns)
        if monthly.count > 1 { lines += [""] + TextTable.lines(monthly) }
        return lines
    }

    /// `249,546, late 3`: counts of 0 are left out, but for the first.
    private static func counts(_ all: [(name: String, count: Int)]) -> String {
        all.filter { $0.name.isEmpty || $0.count > 0 }.map {
            $0.name.isEmpty ? Figures.grouped($0.count) : "\($0.name) \(Figures.grouped($0.count))"
        }.joined(separator: ", ")
    }

    private static func alerts(_ tally: RunTally) -> String {
        let parts = tally.alerts.map { rule in
            let began = rule.alerts.warnings + rule.alerts.criticals
            return "\(rule.rule) \(began) (\(rule.alerts.ended) ended)"
        }
        return parts.isEmpty ? "none" : parts.joined(separator: ", ")
    }

    private static func commands(_ tally: RunTally) -> String {
        let parts = tally.versions.flatMap { version in
            version.commands.sorted { $0.key < $1.key }.map {
                "\($0.key) for \(TerminalText.line(version.version)) \($0.value)"
            }
        }
        return parts.isEmpty ? "none" : parts.joined(separator: ", ")
    }

    /// One way in which a version took part.
    private struct Column {
        let name: String
        let arm: ArmTally
    }

    private static func columns(_ version: VersionTally) -> [Column] {
        let name = TerminalText.line(version.version)
        return [Column(name: name, arm: version.served)].filter { !$0.arm.isEmpty }
            + [Column(name: "\(name) shadow", arm: version.shadow)].filter { !$0.arm.isEmpty }
    }

    /// A row a number; only those that some version has.
    private static func table(_ columns: [Column]) -> [[String]] {
        let counted: [(String, (ArmTally) -> String)] = [
            ("events", { Figures.grouped($0.events) }), ("failed", { Figures.grouped($0.failed) }),
            ("refused", { Figures.grouped($0.refused) }),
            ("predictions judged", { Figures.grouped($0.predictions) }),
            ("labelled", { Figures.grouped($0.labelled) }),
            ("coverage", { $0.coverage.map(Figures.percent) ?? "" }),
        ]
        var rows = [["version"] + columns.map(\.name)]
        rows += counted.map { name, text in [name] + columns.map { text($0.arm) } }
        for metric in QualityMetric.allCases {
            let values = columns.map { $0.arm.sums?.figures[metric] }
            guard values.contains(where: { $0 != nil }) else { continue }
            let decimals = metric == .valueTotal ? 2 : 4
            rows.append(
                [metric.rawValue] + values.map { $0.map { Figures.fixed($0, decimals) } ?? "" }
            )
        }
        for share in DelayHistogram.shownShares {
            let values = columns.map { $0.arm.sums?.delays.quantileMs(share) }
            guard values.contains(where: { $0 != nil }) else { continue }
            rows.append(
                ["label delay p\(Int(share * 100))"] + values.map { $0.map(span) ?? "" }
            )
        }
        return rows
    }

    /// A row a month, the mean loss of each version and its labels.
    private static func months(_ columns: [Column]) -> [[String]] {
        let starts = Set(columns.flatMap { $0.arm.months.map(\.startMs) }).sorted()
        var rows = [["month"] + columns.flatMap { ["\($0.name): labels", "loss"] }]
        for start in starts {
            var name = ""
            var row: [String] = []
            for column in columns {
                let month = column.arm.months.first { $0.startMs == start }
                if let month { name = self.name(of: month) }
                let loss = month?.figures.first { $0.metric == .loss }?.value
                row += [
                    month.map { Figures.grouped($0.labelled) } ?? "",
                    loss.map { Figures.fixed($0, 4) } ?? "",
                ]
            }
            rows.append([name] + row)
        }
        return rows
    }

    /// A delay in the largest unit that leaves it at 1 or more.
    private static func span(_ milliseconds: Double) -> String {
        for (unit, size) in [("d", 86_400_000.0), ("h", 3_600_000), ("min", 60_000), ("s", 1_000)]
        where milliseconds >= size { return "\(Figures.short(milliseconds / size)) \(unit)" }
        return "\(Figures.short(milliseconds)) ms"
    }
}
