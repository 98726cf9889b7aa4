internal import Rollout

extension RolloutJudge {
    /// Says what holds of a version, unless that was said.
    mutating func notice(
        _ notice: Notice,
        of version: String,
        _ pane: ClosedPane,
        _ state: DeploymentState,
        action: Decision.Action? = nil,
        isCommanded: Bool = false,
        freezes: Bool = false,
        evidence: [(String, JSONValue?)] = [],
        expiresAfterMs: Int64 = 0
    ) -> [Decision] {
        guard notices[version]?.condition != notice.condition else { return [] }
        notices[version] = notice
        return [
            made(
                notice,
                .firing,
                of: version,
                pane,
                state,
                action: action,
                isCommanded: isCommanded,
                freezes: freezes,
                evidence: evidence,
                expiresAfterMs: expiresAfterMs
            )
        ]
    }

    /// Says that what was said of these versions holds no more; of a rollback when its latch ended.
    mutating func endNotices(
        of versions: [String],
        _ pane: ClosedPane,
        _ state: DeploymentState
    ) -> [Decision] {
        var ended: [Decision] = []
        for version in versions {
            guard let notice = notices[version], !notice.isRollback || state.latchedAt == nil else {
                continue
            }
            notices[version] = nil
            ended.append(made(notice, .resolved, of: version, pane, state))
        }
        return ended
    }

    func made(
        _ notice: Notice,
        _ alertState: Alert.State,
        of version: String,
        _ pane: ClosedPane,
        _ state: DeploymentState,
        action: Decision.Action? = nil,
        isCommanded: Bool = false,
        freezes: Bool = false,
        evidence: [(String, JSONValue?)] = [],
        expiresAfterMs: Int64 = 0
    ) -> Decision {
        let common: [(String, JSONValue?)] = [
            ("condition", .string(notice.condition)),
            ("action", action.map { .string($0.name) }),
            ("reason", .string(notice.words)),
            ("revision", .integer(state.revision)),
        ]
        return Decision(
            deployment: deployment,
            version: version,
            action: action,
            isCommanded: isCommanded,
            freezes: freezes,
            message: Decision.Message(
                state: alertState,
                severity: notice.severity,
                stretch: Alert.Stretch(
                    fromMs: notice.fromMs,
                    toMs: pane.endMs,
                    events: notice.events
                ),
                statistic: notice.statistic,
                value: notice.value,
                threshold: notice.threshold,
                pValue: notice.pValue
            ),
            reason: notice.words,
            evidence: .object(of: common + evidence),
            revision: state.revision,
            timeMs: pane.endMs,
            expiresAfterMs: expiresAfterMs
        )
    }

    /// A command of which nothing is to be said.
    func decision(
        _ action: Decision.Action?,
        of trial: Trial,
        _ words: String,
        _ pane: ClosedPane,
        _ state: DeploymentState,
        _ policy: Policy,
        freezes: Bool = false
    ) -> Decision {
        Decision(
            deployment: deployment,
            version: trial.version,
            action: action,
            isCommanded: true,
            freezes: freezes,
            message: nil,
            reason: "\(trial.version): \(words)",
            evidence: .object(
                of: [("action", action.map { .string($0.name) })] + trial.evidence(policy)
            ),
            revision: state.revision,
            timeMs: pane.endMs,
            expiresAfterMs: policy.commandExpiresMs
        )
    }
}

extension Decision.Action {
    /// As the control log names it.
    var name: String {
        switch self {
        case .rollback: "rollback"
        case .canary: "canary"
        case .promote: "promote"
        case .shadow: "shadow"
        case .unshadow: "unshadow"
        }
    }
}
