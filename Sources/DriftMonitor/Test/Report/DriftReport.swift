public import Observation

/// A judgement of counters against a baseline: every subject with its statistics and a verdict.
///
/// A rule speaks when the change is both large (its effect reaches a threshold) and sure (its p-value,
/// adjusted by Benjamini and Hochberg over all rules of all subjects, is at most q): with many rows
/// the smallest change is sure, with few the largest may be chance.
public struct DriftReport: Sendable, Hashable {
    /// A subject's statistics and what its rules found.
    public struct Entry: Sendable, Hashable {
        /// The statistics.
        public let comparison: SubjectComparison
        /// One for each rule that applies; none when there is nothing to compare.
        public let findings: [DriftFinding]
        /// Whether it is an output of the model.
        public let isScore: Bool

        /// The gravest finding's verdict; insufficient data when there is none.
        public var verdict: DriftVerdict {
            let judged = findings.map(\.verdict)
            guard let gravest = judged.max() else { return .insufficientData }
            // A rule that could not be judged is not hidden by one that is steady.
            return gravest == .steady && judged.contains(.insufficientData)
                ? .insufficientData : gravest
        }
    }

    /// The baseline.
    public let baseline: Baseline
    /// Rows that were judged.
    public let rows: Int
    /// The thresholds they were judged by.
    public let thresholds: DriftThresholds
    /// One a subject: features, then scores; scores are left out when no row was scored.
    public let entries: [Entry]

    /// Judges counters.
    ///
    /// - Parameters:
    ///   - baseline: what they are compared with.
    ///   - counters: counted by the baseline's plan.
    ///   - thresholds: sizes and sureness.
    /// - Throws: `ObservationError` when the counters have not the baseline's layout.
    public init(
        _ baseline: Baseline,
        _ counters: Counters,
        thresholds: DriftThresholds = DriftThresholds()
    ) throws(ObservationError) {
        guard counters.cells.count == baseline.starts.last else {
            throw ObservationError("counters", "are not of this baseline")
        }
        self.baseline = baseline
        self.thresholds = thresholds
        rows = counters.rows
        var drafts: [(comparison: SubjectComparison, isScore: Bool, findings: [Draft])] = []
        for (index, subject) in baseline.subjects.enumerated() {
            let isScore = index >= baseline.features.count
            let now = baseline.cells(of: index, in: counters)
            let comparison = SubjectComparison(subject, now: now)
            if isScore, comparison.rowsNow == 0 { continue }
            drafts.append((comparison, isScore, Self.drafts(comparison, thresholds)))
        }
        let judged = drafts.flatMap(\.findings).filter(\.isJudged)
        var adjusted = BenjaminiHochberg.adjusted(judged.map(\.pValue))[...]
        entries = drafts.map { draft in
            Entry(
                comparison: draft.comparison,
                findings: draft.findings.map { finding in
                    let p = finding.isJudged ? adjusted.popFirst() ?? 1 : 1
                    return finding.finding(adjustedP: p, thresholds)
                },
                isScore: draft.isScore
            )
        }
    }

    /// The gravest verdict.
    public var verdict: DriftVerdict { entries.map(\.verdict).max() ?? .insufficientData }

    /// The entries of a verdict.
    public func entries(_ verdict: DriftVerdict) -> [Entry] {
        entries.filter { $0.verdict == verdict }
    }
}

/// A finding before the p-values of all are known.
private struct Draft {
    let rule: DriftRule
    let effect: Double
    let threshold: Double
    let natural: Double
    let pValue: Double
    let rowsNeeded: Int?
    let rows: Int

    var isJudged: Bool { rowsNeeded.map { rows >= $0 } == true }

    func finding(adjustedP: Double, _ thresholds: DriftThresholds) -> DriftFinding {
        let warningFrom = max(threshold, natural)
        let criticalFrom = warningFrom * thresholds.criticalFactor
        let verdict: DriftVerdict =
            if !isJudged {
                .insufficientData
            } else if effect < warningFrom || adjustedP > thresholds.falseDiscoveries {
                .steady
            } else {
                effect < criticalFrom ? .warning : .critical
            }
        return DriftFinding(
            rule: rule,
            effect: effect,
            warningFrom: warningFrom,
            criticalFrom: criticalFrom,
            isRaised: natural > threshold,
            pValue: pValue,
            adjustedP: adjustedP,
            rowsNeeded: rowsNeeded,
            verdict: verdict
        )
    }
}

extension DriftReport {
    private static func drafts(
        _ comparison: SubjectComparison,
        _ thresholds: DriftThresholds
    ) -> [Draft] {
        guard comparison.rowsBefore > 0 else { return [] }
        func draft(
            _ rule: DriftRule,
            _ effect: Double?,
            _ threshold: Double,
            _ pValue: Double?,
            natural: String? = nil,
            rowsNeeded: Int?
        ) -> Draft {
            Draft(
                rule: rule,
                effect: effect ?? 0,
                threshold: threshold,
                natural: natural.flatMap {
                    comparison.subject.variation(of: $0, rows: comparison.rowsNow)?.limit
                } ?? 0,
                pValue: pValue ?? 1,
                rowsNeeded: rowsNeeded,
                rows: comparison.rowsNow
            )
        }
        let least = thresholds.leastRows
        let rowsNeeded = PopulationStability.minimumRows(
            cells: comparison.cells.count,
            beforeCount: comparison.rowsBefore,
            threshold: thresholds.stability
        )
        var drafts = [
            draft(
                .distribution,
                comparison.stability?.debiased,
                thresholds.stability,
                comparison.stability?.pValue,
                natural: "psi",
                rowsNeeded: rowsNeeded.map { max(least, $0) }
            ),
            draft(
                .nulls,
                comparison.nulls.map { abs($0.now - $0.before) },
                thresholds.nullRate,
                comparison.nulls?.pValue,
                natural: "null_rate",
                rowsNeeded: least
            ),
        ]
        switch comparison.subject.reference {
        case .number(let number) where number.summary != nil:
            drafts.append(
                draft(
                    .outside,
                    comparison.violations?.share,
                    thresholds.outside,
                    comparison.violations?.pValue,
                    rowsNeeded: least
                )
            )
        case .number: break
        case .category:
            drafts.append(
                draft(
                    .unseen,
                    comparison.unseen.map { max(0, $0.now - $0.before) },
                    thresholds.unseen,
                    comparison.unseen?.pValue,
                    rowsNeeded: least
                )
            )
        }
        return drafts
    }
}
