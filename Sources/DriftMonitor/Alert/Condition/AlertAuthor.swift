internal import Rollout

/// Writes alerts of conditions.
struct AlertAuthor {
    let deployment: String
    let timeMs: Int64
    let settings: AlertSettings

    /// The alert of a condition that holds; the same is true of these other versions.
    func firing(
        _ condition: AlertCondition,
        _ judgement: Judgement,
        versions: [String]
    ) -> Alert {
        let severity = condition.severity ?? .warning
        let run = condition.run(lengthMs: judgement.span.lengthMs)
        let others: JSONValue? =
            versions.isEmpty ? nil : .array(versions.map { .string($0) })
        let members: [(String, JSONValue?)] = [
            judgement.span.evidence,
            ("windows", .integer(run?.hits.nonzeroBitCount ?? 0)),
            ("since", run?.sinceMs.map { .integer($0) }),
            ("versions", others),
        ]
        return alert(
            judgement,
            state: .firing,
            severity: severity,
            threshold: severity == .critical ? judgement.criticalFrom : judgement.warningFrom,
            evidence: members + judgement.evidence()
        )
    }

    /// The alert of a condition that holds no more, by the judgement that ended it; nil where what it
    /// was about is gone.
    func resolved(
        _ announced: Alert,
        _ condition: AlertCondition,
        _ judgement: Judgement?
    ) -> Alert {
        let isGone = judgement?.isGone ?? true
        let judgement =
            judgement
            ?? Judgement(
                name: condition.name,
                span: .init(lengthMs: timeMs - announced.stretch.fromMs, endMs: timeMs),
                events: 0,
                vote: .clear,
                statistic: announced.statistic,
                value: 0,
                warningFrom: announced.threshold,
                criticalFrom: announced.threshold
            )
        return alert(
            judgement,
            state: .resolved,
            severity: announced.severity,
            threshold: isGone
                ? announced.threshold : settings.clearFactor * judgement.warningFrom,
            evidence: [
                judgement.span.evidence,
                ("fired", .string(announced.id)),
                ("since", announced.evidence["since"]),
                ("gone", isGone ? .bool(true) : nil),
            ]
        )
    }

    private func alert(
        _ judgement: Judgement,
        state: Alert.State,
        severity: Alert.Severity,
        threshold: Double,
        evidence: [(String, JSONValue?)]
    ) -> Alert {
        Alert(
            deployment: deployment,
            version: judgement.name.watched?.version,
            rule: judgement.name.rule.rawValue,
            subject: judgement.name.alertSubject,
            state: state,
            severity: severity,
            stretch: .init(
                fromMs: judgement.span.startMs,
                toMs: judgement.span.endMs,
                events: judgement.events
            ),
            statistic: judgement.statistic,
            value: judgement.value,
            threshold: threshold,
            pValue: judgement.pValue,
            evidence: .object(of: evidence),
            baselineDigest: judgement.baselineDigest,
            timeMs: timeMs
        )
    }
}
