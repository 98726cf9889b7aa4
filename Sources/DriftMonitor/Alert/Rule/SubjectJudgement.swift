internal import Observation

/// What a window says of one feature or score, all its rules together.
struct SubjectJudgement {
    /// One rule's finding as a vote.
    struct Found {
        let rule: AlertRule
        let vote: Judgement.Vote
        let value: Double
        let warningFrom: Double
        let criticalFrom: Double
        let pValue: Double
        let adjustedP: Double
        let isRaised: Bool

        /// How many times its threshold the effect is.
        var excess: Double { warningFrom > 0 ? value / warningFrom : 0 }
    }

    let entry: DriftReport.Entry
    let rules: DriftRules
    /// In the order of explanation.
    let found: [Found]
    /// The rule that speaks for all; nil where none holds.
    let leading: Found?

    init(_ entry: DriftReport.Entry, _ rules: DriftRules, counters: ArraySlice<Int>) {
        self.entry = entry
        self.rules = rules
        var found = entry.findings.compactMap { Found($0, rules.settings) }
        if !entry.isScore {
            let constant = ConstantValue(
                entry.comparison.subject,
                now: counters,
                thresholds: rules.settings.thresholds,
                features: rules.report.baseline.features.count
            )
            if let constant { found.append(Found(constant)) }
        }
        var order = AlertRule.ofFeatures
        if let nulls = entry.comparison.nulls, nulls.now < nulls.before {
            // Nulls that were filled in with one value: the value says more than their absence.
            order.swapAt(0, 1)
        }
        if let index = found.first(where: { $0.rule == .distribution && $0.vote.isHit }),
            !entry.comparison.isSteady(withoutOutside: index.warningFrom, rules.settings)
        {
            // The values within the range have moved, and took some over its end.
            order.swapAt(3, 4)
        }
        found = order.compactMap { rule in found.first { $0.rule == rule } }
        self.found = found
        leading = found.first { $0.vote.isHit }
    }

    var name: String { entry.comparison.subject.name }

    /// One a rule; those that the leading one explains say nothing.
    func judgements() -> [Judgement] {
        found.map { found in
            var vote = found.vote
            var isExplained = false
            if let leading, vote.isHit, leading.rule != found.rule,
                self.isExplained(found, by: leading)
            {
                vote = .silent
                isExplained = true
            }
            return Judgement(
                name: ConditionName(
                    watched: rules.window.watched,
                    kind: entry.isScore ? .score : .feature,
                    rule: found.rule,
                    subject: subject
                ),
                span: rules.span,
                events: rules.report.rows,
                vote: vote,
                statistic: found.rule.statistic,
                value: found.value,
                warningFrom: found.warningFrom,
                criticalFrom: found.criticalFrom,
                pValue: found.pValue,
                baselineDigest: rules.window.baselineDigest,
                isExplained: isExplained,
                evidence: { DriftEvidence.subject(self, found) }
            )
        }
    }

    /// The subject as alerts have it; a feature that is called as a score is told apart.
    private var subject: String {
        guard !entry.isScore, rules.report.baseline.scores.contains(where: { $0.name == name })
        else { return name }
        return "feature \(name)"
    }

    /// Whether a finding goes with the leading one: whether the distribution is as it was once more
    /// nulls or unseen categories than before are given back to the cells that they may have come from.
    func isExplained(_ finding: Found, by leading: Found) -> Bool {
        guard finding.rule == .distribution else { return true }
        let comparison = entry.comparison
        switch leading.rule {
        case .nulls:
            return comparison.isSteady(givingBack: .null, finding.warningFrom, rules.settings)
        case .unseen:
            return comparison.isSteady(givingBack: .unseen, finding.warningFrom, rules.settings)
        default: return true
        }
    }
}

extension SubjectComparison {
    /// Whether the distribution of the other cells is as it was once what a cell has gained is given
    /// back to those that have lost, each in proportion: of a category that was renamed the old name is
    /// missing.
    ///
    /// A cell that has lost is left out.
    fileprivate func isSteady(
        givingBack meaning: ComparedCell.Meaning,
        _ warningFrom: Double,
        _ settings: AlertSettings
    ) -> Bool {
        let rest = cells.filter { $0.meaning != meaning }
        let scale =
            Double(cells.reduce(0) { $0 + $1.now })
            / Double(max(1, cells.reduce(0) { $0 + $1.before }))
        let gain = cells.reduce(0.0) {
            $1.meaning == meaning ? $0 + Double($1.now) - scale * Double($1.before) : $0
        }
        let losses = rest.map { max(0, scale * Double($0.before) - Double($0.now)) }
        let returned = min(1, max(0, gain) / max(1, losses.reduce(0, +)))
        let now = zip(rest, losses).map { $0.now + Int(($1 * returned).rounded()) }
        return Self.isSteady(rest.map(\.before), now, warningFrom, settings)
    }

    /// Whether the distribution is as it was once values outside the range, and nulls, are left out.
    fileprivate func isSteady(
        withoutOutside warningFrom: Double,
        _ settings: AlertSettings
    ) -> Bool {
        guard case .number(let number) = subject.reference, let violations else { return false }
        var now = cells.map(\.now)
        now[0] -= violations.below
        now[number.bins.groups.count - 1] -= violations.above
        let values = cells.indices.filter { cells[$0].meaning != .null }
        return Self.isSteady(
            values.map { cells[$0].before },
            values.map { now[$0] },
            warningFrom,
            settings
        )
    }

    /// Few rows that are left say nothing: what explains the others explains all.
    private static func isSteady(
        _ before: [Int],
        _ now: [Int],
        _ warningFrom: Double,
        _ settings: AlertSettings
    ) -> Bool {
        guard let pair = CellPair(before: before, now: now),
            pair.nowCount >= settings.thresholds.leastRows
        else { return true }
        return PopulationStability(pair).debiased < warningFrom
    }
}

extension SubjectJudgement.Found {
    /// A finding of a report.
    fileprivate init?(_ finding: DriftFinding, _ settings: AlertSettings) {
        let vote: Judgement.Vote =
            switch finding.verdict {
            case .insufficientData: .silent
            case .critical: .critical
            case .warning: .warning
            case .steady:
                finding.effect < settings.clearFactor * finding.warningFrom ? .clear : .between
            }
        self.init(
            rule: AlertRule(finding.rule),
            vote: vote,
            value: finding.effect,
            warningFrom: finding.warningFrom,
            criticalFrom: finding.criticalFrom,
            pValue: finding.pValue,
            adjustedP: finding.adjustedP,
            isRaised: finding.isRaised
        )
    }

    fileprivate init(_ constant: ConstantValue) {
        self.init(
            rule: .constant,
            vote: constant.isHit ? .critical : .clear,
            value: constant.share,
            warningFrom: 1,
            criticalFrom: 1,
            pValue: constant.pValue,
            adjustedP: constant.adjustedP,
            isRaised: false
        )
    }
}

extension AlertRule {
    fileprivate init(_ rule: DriftRule) {
        self =
            switch rule {
            case .distribution: .distribution
            case .nulls: .nulls
            case .outside: .outside
            case .unseen: .unseen
            }
    }

    /// The name of the number that a rule of features is decided by.
    var statistic: String {
        switch self {
        case .distribution: "psi_debiased"
        case .nulls: "null_rate_change"
        case .outside: "outside_share"
        case .unseen: "unseen_growth"
        case .constant: "largest_cell_share"
        default: rawValue
        }
    }
}
