internal import Observation
internal import Rollout

/// What panes say whose labels were waited for.
enum LabelRules {
    /// Whether enough predictions of a pane have a label, once it is too old to wait for more; nil
    /// where it had no predictions.
    static func coverage(of pane: QualityPane, _ settings: AlertSettings) -> Judgement? {
        let served = pane.arms.filter { !$0.arm.isShadow }
        let predictions = served.reduce(0) { adding($0, $1.predictions) }
        guard predictions > 0 else { return nil }
        let labelled = served.reduce(0) { adding($0, $1.sums.count) }
        let coverage = Double(labelled) / Double(predictions)
        let isShort = pane.maturity == .age && coverage < settings.labelCoverage
        // Measured is what is missing, so that more is worse as everywhere.
        return Judgement(
            name: ConditionName(watched: nil, kind: .stream, rule: .labels, subject: "coverage"),
            span: .init(lengthMs: pane.endMs - pane.startMs, endMs: pane.endMs),
            events: predictions,
            vote: isShort ? .warning : .clear,
            statistic: "missing_share",
            value: 1 - coverage,
            warningFrom: 1 - settings.labelCoverage,
            criticalFrom: 1 - settings.labelCoverage,
            evidence: {
                [
                    ("formula", .string("1 - labelled / predictions")),
                    ("labelled", .integer(labelled)),
                    ("predictions", .integer(predictions)),
                ]
            }
        )
    }
}
