extension Decision {
    /// The alert that says it; nil where nothing is to be said.
    public var alert: Alert? {
        message.map { message in
            Alert(
                deployment: deployment,
                version: version,
                rule: RolloutJudge.rule,
                subject: version,
                state: message.state,
                severity: message.severity,
                stretch: message.stretch,
                statistic: message.statistic,
                value: message.value,
                threshold: message.threshold,
                pValue: message.pValue,
                evidence: evidence
            )
        }
    }
}
