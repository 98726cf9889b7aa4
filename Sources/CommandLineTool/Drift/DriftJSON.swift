import DriftMonitor
import Observation

/// A drift report for programs.
enum DriftJSON {
    static func value(_ report: DriftReport, _ rows: ObservedRows) -> JSONValue {
        let baseline = report.baseline
        return .object([
            ("verdict", .string(report.verdict.rawValue)),
            (
                "baseline",
                .object([
                    ("digest", .string(baseline.digest)),
                    ("model", .string(baseline.model.name)),
                    ("version", .string(baseline.model.version)),
                    ("rows", .integer(baseline.source.rows)),
                    ("from_ms", time(baseline.source.fromMs)),
                    ("to_ms", time(baseline.source.toMs)),
                ])
            ),
            ("rows", .integer(report.rows)),
            ("from_ms", time(rows.fromMs)),
            ("to_ms", time(rows.toMs)),
            ("false_discoveries", .number(report.thresholds.falseDiscoveries)),
            ("subjects", .array(report.entries.map(entry))),
        ])
    }

    private static func time(_ timeMs: Int64?) -> JSONValue {
        timeMs.map { .integer(Int($0)) } ?? .null
    }

    private static func number(_ value: Double?) -> JSONValue {
        value.map(JSONValue.number) ?? .null
    }

    private static func entry(_ entry: DriftReport.Entry) -> JSONValue {
        let comparison = entry.comparison
        let isNumber = if case .number = comparison.subject.reference { true } else { false }
        return .object([
            ("name", .string(comparison.subject.name)),
            ("kind", .string(isNumber ? "number" : "category")),
            ("role", .string(entry.isScore ? "score" : "feature")),
            ("verdict", .string(entry.verdict.rawValue)),
            ("rows", .integer(comparison.rowsNow)),
            ("findings", .array(entry.findings.map(finding))),
            ("statistics", statistics(comparison)),
            ("cells", .array(comparison.cells.map(cell))),
        ])
    }

    private static func finding(_ finding: DriftFinding) -> JSONValue {
        .object([
            ("rule", .string(finding.rule.rawValue)),
            ("verdict", .string(finding.verdict.rawValue)),
            ("effect", .number(finding.effect)),
            ("warning_from", .number(finding.warningFrom)),
            ("critical_from", .number(finding.criticalFrom)),
            ("raised_by_variability", .bool(finding.isRaised)),
            ("p_value", .number(finding.pValue)),
            ("adjusted_p_value", .number(finding.adjustedP)),
            ("rows_needed", finding.rowsNeeded.map(JSONValue.integer) ?? .null),
        ])
    }

    private static func statistics(_ comparison: SubjectComparison) -> JSONValue {
        .object([
            ("psi", number(comparison.stability?.value)),
            ("psi_debiased", number(comparison.stability?.debiased)),
            ("psi_p_value", number(comparison.stability?.pValue)),
            ("chi_square", number(comparison.chiSquare?.statistic)),
            ("chi_square_degrees", comparison.chiSquare.map { .integer($0.degrees) } ?? .null),
            ("chi_square_p_value", number(comparison.chiSquare?.pValue)),
            ("cramers_v", number(comparison.chiSquare?.effect)),
            ("jensen_shannon", number(comparison.shares?.jensenShannon)),
            ("hellinger", number(comparison.shares?.hellinger)),
            ("l_infinity", number(comparison.shares?.largestDifference)),
            ("total_variation", number(comparison.shares?.totalVariation)),
            ("ks", number(comparison.kolmogorovSmirnov?.statistic)),
            ("ks_p_value", number(comparison.kolmogorovSmirnov?.pValue)),
            ("cramer_von_mises", number(comparison.cramerVonMises?.statistic)),
            ("cramer_von_mises_p_value", number(comparison.cramerVonMises?.pValue)),
            ("wasserstein", number(comparison.grid?.wasserstein)),
            ("wasserstein_normalised", number(comparison.normalisedWasserstein)),
            ("energy", number(comparison.grid?.energy)),
            ("null_rate_before", number(comparison.nulls?.before)),
            ("null_rate", number(comparison.nulls?.now)),
            ("null_rate_p_value", number(comparison.nulls?.pValue)),
            ("below_range", comparison.violations.map { .integer($0.below) } ?? .null),
            ("above_range", comparison.violations.map { .integer($0.above) } ?? .null),
            ("outside_p_value", number(comparison.violations?.pValue)),
            ("unseen_rate_before", number(comparison.unseen?.before)),
            ("unseen_rate", number(comparison.unseen?.now)),
            ("unseen_p_value", number(comparison.unseen?.pValue)),
        ])
    }

    private static func cell(_ cell: ComparedCell) -> JSONValue {
        var members: [(String, JSONValue)] = []
        switch cell.meaning {
        case .range(let low, let high):
            members += [("above", number(low)), ("up_to", number(high))]
        case .category(.text(let text)): members.append(("category", .string(text)))
        case .category(.number(let value)): members.append(("category", .number(value)))
        case .other: members.append(("other", .bool(true)))
        case .unseen: members.append(("unseen", .bool(true)))
        case .null: members.append(("null", .bool(true)))
        }
        return .object(
            members + [("before", .integer(cell.before)), ("now", .integer(cell.now))]
        )
    }
}
