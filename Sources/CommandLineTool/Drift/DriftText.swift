import DriftMonitor
import Observation

/// A drift report for people.
enum DriftText {
    /// Cells that are listed of a subject whose distribution moved.
    private static let shownCells = 3

    static func text(_ report: DriftReport, _ rows: ObservedRows) -> String {
        let baseline = report.baseline
        let model = baseline.model
        let title = model.version.isEmpty ? model.name : "\(model.name) \(model.version)"
        var lines = [
            "before    \(title), \(Figures.grouped(baseline.source.rows)) rows"
                + BaselineTimes.text(baseline),
            "now       \(Figures.grouped(report.rows)) rows"
                + BaselineTimes.text(fromMs: rows.fromMs, toMs: rows.toMs),
            "verdict   \(word(report.verdict)): \(summary(report))",
            "",
        ]
        let entries = report.entries.sorted { order($0) < order($1) }
        lines += TextTable.lines(
            [
                [
                    "subject", "verdict", "PSI", "from", "adj. p", "KS", "W1/sd", "nulls", "before",
                    "now",
                ]
            ]
                + entries.map(row)
        )
        lines += [
            "",
            "A column is about a tenth of the rows before, or a category; the last may be nulls.",
        ]
        let notable = entries.filter { $0.verdict != .steady }
        for entry in notable { lines += [""] + details(entry) }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The gravest first, then the largest change.
    private static func order(_ entry: DriftReport.Entry) -> (Int, Double) {
        let place = [DriftVerdict.critical, .warning, .insufficientData, .steady]
            .firstIndex(of: entry.verdict)
        return (place ?? 4, -(entry.comparison.stability?.debiased ?? 0))
    }

    private static func summary(_ report: DriftReport) -> String {
        let counts = [DriftVerdict.critical, .warning, .steady, .insufficientData].compactMap {
            verdict -> String? in
            let count = report.entries(verdict).count
            return count > 0 ? "\(count) \(word(verdict))" : nil
        }
        return counts.isEmpty ? "nothing to judge" : counts.joined(separator: ", ")
    }

    private static func word(_ verdict: DriftVerdict) -> String {
        verdict == .insufficientData ? "insufficient data" : verdict.rawValue
    }

    private static func row(_ entry: DriftReport.Entry) -> [String] {
        let comparison = entry.comparison
        let distribution = entry.findings.first { $0.rule == .distribution }
        let histograms = Histogram.pair(comparison)
        let nulls = comparison.nulls.map {
            $0.before == 0 && $0.now == 0
                ? "0" : "\(Figures.percent($0.before)) → \(Figures.percent($0.now))"
        }
        return [
            TerminalText.line(comparison.subject.name), word(entry.verdict),
            comparison.stability.map { Figures.fixed($0.debiased, 3) } ?? "",
            distribution.map { Figures.fixed($0.warningFrom, 3) } ?? "",
            distribution.map { Figures.probability($0.adjustedP) } ?? "",
            comparison.kolmogorovSmirnov.map { Figures.fixed($0.statistic, 3) } ?? "",
            comparison.normalisedWasserstein.map { Figures.fixed($0, 3) } ?? "",
            nulls ?? "", histograms.before, histograms.now,
        ]
    }

    private static func details(_ entry: DriftReport.Entry) -> [String] {
        let name = TerminalText.line(entry.comparison.subject.name)
        guard !entry.findings.isEmpty else { return ["\(name): the baseline has no rows of it"] }
        var lines: [String] = []
        for finding in entry.findings where finding.verdict != .steady {
            lines.append("\(name): \(sentence(finding, entry.comparison))")
            if finding.rule == .distribution, finding.verdict > .steady {
                lines += leadingCells(entry.comparison)
            }
        }
        return lines
    }

    private static func sentence(
        _ finding: DriftFinding,
        _ comparison: SubjectComparison
    ) -> String {
        if finding.verdict == .insufficientData {
            let rows = "\(Figures.grouped(comparison.rowsNow)) rows"
            guard let needed = finding.rowsNeeded else {
                return "insufficient data: the baseline's "
                    + "\(Figures.grouped(comparison.rowsBefore)) rows are too few to judge "
                    + "\(comparison.cells.count) cells"
            }
            return "insufficient data: \(rows), but \(what(finding.rule)) needs "
                + Figures.grouped(needed)
        }
        let isShare = finding.rule != .distribution
        func size(_ value: Double) -> String {
            isShare ? Figures.percent(value) : Figures.fixed(value, 3)
        }
        let why = finding.isRaised ? ", raised to what the training data reached by itself" : ""
        return "\(finding.verdict.rawValue): \(what(finding.rule)) \(size(finding.effect)) "
            + "(warning from \(size(finding.warningFrom))\(why); critical from "
            + "\(size(finding.criticalFrom))), adjusted p \(Figures.probability(finding.adjustedP))"
    }

    private static func what(_ rule: DriftRule) -> String {
        switch rule {
        case .distribution: "the distribution's PSI"
        case .nulls: "the change of the rate of nulls"
        case .outside: "the share outside the training range"
        case .unseen: "the growth of unseen categories"
        }
    }

    private static func leadingCells(_ comparison: SubjectComparison) -> [String] {
        let parts = comparison.stability?.parts ?? []
        let order = parts.indices.sorted { parts[$0] > parts[$1] }.prefix(shownCells)
        return TextTable.lines(
            order.map { index in
                let cell = comparison.cells[index]
                let before = Double(cell.before) / Double(max(1, comparison.rowsBefore))
                let now = Double(cell.now) / Double(max(1, comparison.rowsNow))
                return [
                    "   \(TerminalText.line(label(cell.meaning)))",
                    "\(Figures.percent(before)) → \(Figures.percent(now))",
                ]
            }
        )
    }

    static func label(_ meaning: ComparedCell.Meaning) -> String {
        switch meaning {
        case .range(nil, nil): "any value"
        case .range(nil, let high?): "up to \(Figures.short(high))"
        case .range(let low?, nil): "above \(Figures.short(low))"
        case .range(let low?, let high?):
            "above \(Figures.short(low)) to \(Figures.short(high))"
        case .category(let name): "\(name)"
        case .other: "other categories"
        case .unseen: "unseen categories"
        case .null: "null"
        }
    }
}
