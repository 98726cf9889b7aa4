internal import Observation
internal import Rollout

/// How a verdict of drift came about, as members of an alert's evidence.
enum DriftEvidence {
    typealias Members = [(String, JSONValue?)]

    /// Cells, features and other findings that are listed at most.
    private static let mostListed = 12

    /// Of one feature or score: the rule's own numbers, the bins that moved, what goes with it.
    static func subject(_ judgement: SubjectJudgement, _ found: SubjectJudgement.Found) -> Members {
        let comparison = judgement.entry.comparison
        var members: Members = [
            ("rows", .integer(comparison.rowsNow)),
            ("baseline_rows", .integer(comparison.rowsBefore)),
            ("adjusted_p", .double(found.adjustedP)),
            ("raised_by_variability", found.isRaised ? .bool(true) : nil),
        ]
        members += numbers(found, comparison)
        let folded = judgement.found.filter {
            $0.vote.isHit && $0.rule != found.rule && judgement.isExplained($0, by: found)
        }
        if !folded.isEmpty { members.append(("folded", .array(folded.map { finding($0) }))) }
        let leads =
            judgement.entry.isScore
            ? movedFeatures(judgement.rules.report) : nil
        let scores = judgement.entry.isScore ? nil : movedScores(judgement.rules.report)
        return members + [("features", leads), ("scores", scores)]
    }

    /// Of many features: which, the most moved first.
    static func group(
        _ firing: [SubjectJudgement],
        features: Int,
        _ report: DriftReport
    ) -> Members {
        let sorted = firing.sorted {
            let (a, b) = ($0.leading?.excess ?? 0, $1.leading?.excess ?? 0)
            return a == b ? $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) : a > b
        }
        let listed = sorted.prefix(mostListed).compactMap { subject in
            subject.leading.map { finding($0, of: subject.name) }
        }
        return [
            ("formula", .string("features with a finding / features")),
            ("firing", .integer(firing.count)),
            ("of", .integer(features)),
            ("rows", .integer(report.rows)),
            ("features", .array(listed)),
            ("scores", movedScores(report)),
        ]
    }

    private static func numbers(
        _ found: SubjectJudgement.Found,
        _ comparison: SubjectComparison
    ) -> Members {
        switch found.rule {
        case .nulls:
            return [
                ("formula", .string("|now - before|")),
                ("before", comparison.nulls.map { .double($0.before) }),
                ("now", comparison.nulls.map { .double($0.now) }),
            ]
        case .unseen:
            return [
                ("formula", .string("now - before")),
                ("before", comparison.unseen.map { .double($0.before) }),
                ("now", comparison.unseen.map { .double($0.now) }),
            ]
        case .outside:
            guard case .number(let number) = comparison.subject.reference else { return [] }
            return [
                ("formula", .string("(below + above) / values")),
                ("below", comparison.violations.map { .integer($0.below) }),
                ("above", comparison.violations.map { .integer($0.above) }),
                ("min", number.summary.map { .double($0.min) }),
                ("max", number.summary.map { .double($0.max) }),
            ]
        case .constant:
            return [
                ("formula", .string("largest cell / values")),
                ("cells", cells(comparison, by: { _, cell in Double(cell.now) })),
            ]
        default:
            guard let stability = comparison.stability else { return [] }
            let noise =
                Double(comparison.cells.count - 1)
                * (1 / Double(comparison.rowsBefore) + 1 / Double(comparison.rowsNow))
            return [
                ("formula", .string("sum((q - p) ln(q / p)) - (B - 1)(1/n + 1/m)")),
                ("psi", .double(stability.value)),
                ("noise", .double(noise)),
                ("cells_compared", .integer(comparison.cells.count)),
                ("cells", cells(comparison, by: { place, _ in stability.parts[place] })),
            ]
        }
    }

    /// The cells with the largest parts, in their order.
    private static func cells(
        _ comparison: SubjectComparison,
        by part: (Int, ComparedCell) -> Double
    ) -> JSONValue {
        let parts = comparison.cells.enumerated().map { part($0.offset, $0.element) }
        let largest = parts.indices.sorted { (parts[$0], $1) > (parts[$1], $0) }
        return .array(
            largest.prefix(mostListed).sorted().map { place in
                let cell = comparison.cells[place]
                return .object(
                    of: cell.meaning.members + [
                        ("before", .integer(cell.before)), ("now", .integer(cell.now)),
                        ("part", .double(parts[place])),
                    ]
                )
            }
        )
    }

    private static func finding(
        _ found: SubjectJudgement.Found,
        of subject: String? = nil
    ) -> JSONValue {
        .object(of: [
            ("subject", subject.map { .string($0) }),
            ("rule", .string(found.rule.rawValue)),
            ("statistic", .string(found.rule.statistic)),
            ("value", .double(found.value)),
            ("threshold", .double(found.warningFrom)),
        ])
    }

    /// The features that have moved most by their thresholds, whether they are findings or not: what
    /// a moved score is likely to come from.
    private static func movedFeatures(_ report: DriftReport) -> JSONValue? {
        moved(report, isScore: false, from: 0.5)
    }

    /// The scores that have moved with a feature.
    private static func movedScores(_ report: DriftReport) -> JSONValue? {
        moved(report, isScore: true, from: 1)
    }

    private static func moved(
        _ report: DriftReport,
        isScore: Bool,
        from least: Double
    ) -> JSONValue? {
        var found: [(subject: String, finding: DriftFinding, excess: Double)] = []
        for entry in report.entries where entry.isScore == isScore {
            let excesses = entry.findings.filter { $0.verdict != .insufficientData }
                .map { ($0, $0.warningFrom > 0 ? $0.effect / $0.warningFrom : 0) }
            guard let largest = excesses.max(by: { $0.1 < $1.1 }), largest.1 >= least else {
                continue
            }
            found.append((entry.comparison.subject.name, largest.0, largest.1))
        }
        guard !found.isEmpty else { return nil }
        let sorted = found.enumerated().sorted {
            ($0.element.excess, $1.offset) > ($1.element.excess, $0.offset)
        }
        return .array(
            sorted.prefix(5).map { _, moved in
                .object(of: [
                    ("subject", .string(moved.subject)),
                    ("rule", .string(moved.finding.rule.rawValue)),
                    ("value", .double(moved.finding.effect)),
                    ("threshold", .double(moved.finding.warningFrom)),
                ])
            }
        )
    }
}

extension ComparedCell.Meaning {
    /// The cell in an alert's evidence.
    fileprivate var members: [(String, JSONValue?)] {
        switch self {
        case .range(let low, let high):
            [("above", low.map { .double($0) }), ("to", high.map { .double($0) })]
        case .category(.text(let name)): [("category", .string(name))]
        case .category(.number(let number)): [("category", .double(number))]
        case .other: [("cell", .string("other"))]
        case .unseen: [("cell", .string("unseen"))]
        case .null: [("cell", .string("null"))]
        }
    }
}
