internal import Rollout

extension RolloutJudge {
    /// What the alert of a version says, so that only changes are said.
    struct Notice: Sendable, Hashable, Codable {
        /// What holds; another one is another alert.
        var condition: String
        var severity: Alert.Severity
        var statistic: String
        var value: Double
        var threshold: Double
        var pValue: Double?
        var words: String
        var fromMs: Int64
        var events: Int

        /// Whether a rollback was commanded, which lasts until its latch ends.
        var isRollback: Bool { condition == "rollback" }
    }

    /// Why a decision is not commanded; nil: it is.
    private func restraint(_ state: DeploymentState, _ policy: Policy, grows: Bool) -> String? {
        if policy.mode == .advise { return "advise" }
        if state.isFrozen { return "frozen" }
        return grows && state.latchedAt != nil ? "latched" : nil
    }

    /// Turns a verdict into what is commanded and said.
    mutating func answer(
        to verdict: Trial.Verdict,
        of trial: Trial,
        _ pane: ClosedPane,
        _ state: DeploymentState,
        _ policy: Policy,
        isTaken: inout Bool
    ) -> [Decision] {
        switch verdict {
        case .harmful(let failure):
            return answer(harm: failure, of: trial, pane, state, policy, isTaken: &isTaken)
        case .ready(let step):
            return answer(step: step, of: trial, pane, state, policy, isTaken: &isTaken)
        case .noData(let shortage):
            return notice(shortage, "no_data", trial, pane, state, policy)
        case .inconclusive(let shortage):
            return notice(shortage, "inconclusive", trial, pane, state, policy)
        case .waiting:
            return endNotices(of: [trial.version], pane, state)
        }
    }

    private mutating func answer(
        harm: Trial.Failure,
        of trial: Trial,
        _ pane: ClosedPane,
        _ state: DeploymentState,
        _ policy: Policy,
        isTaken: inout Bool
    ) -> [Decision] {
        let isServed = trial.purpose == .watch || trial.stage.weight > 0
        let restraint = restraint(state, policy, grows: false)
        let isCommanded = isServed && restraint == nil && !isTaken
        var condition = "failed"
        if isServed { condition = restraint.map { "rollback, \($0)" } ?? "rollback" }
        let action: Decision.Action? =
            isServed
            ? .rollback(to: trial.purpose == .watch ? trial.control : state.champion) : nil
        if isCommanded { isTaken = true }
        let said = notice(
            Notice(
                condition: condition,
                severity: isServed ? .critical : .warning,
                statistic: harm.statistic,
                value: harm.value,
                threshold: harm.threshold,
                pValue: harm.pValue,
                words: "\(trial.version): \(harm.words)",
                fromMs: trial.served.fromMs ?? trial.beganMs,
                events: trial.served.events
            ),
            of: trial.version,
            pane,
            state,
            action: action,
            isCommanded: isCommanded,
            freezes: isCommanded && policy.afterRollback == .freeze,
            evidence: trial.evidence(policy),
            expiresAfterMs: policy.commandExpiresMs
        )
        // A command that the log did not take is written again, though nothing new is to be said.
        guard said.isEmpty, isCommanded else { return said }
        return [
            decision(
                action,
                of: trial,
                harm.words,
                pane,
                state,
                policy,
                freezes: policy.afterRollback == .freeze
            )
        ]
    }

    private mutating func answer(
        step: Trial.Step,
        of trial: Trial,
        _ pane: ClosedPane,
        _ state: DeploymentState,
        _ policy: Policy,
        isTaken: inout Bool
    ) -> [Decision] {
        let isWatched = trials.contains { $0.purpose == .watch }
        let others = state.canaries.reduce(0) { $0 + ($1.version == trial.version ? 0 : $1.weight) }
        let action: Decision.Action
        switch step {
        case .canary(let weight):
            guard others + weight <= 100_000 else {
                return endNotices(of: [trial.version], pane, state)
            }
            action = .canary(weight: weight)
        case .promote: action = .promote
        }
        guard !isWatched, !isTaken else { return endNotices(of: [trial.version], pane, state) }
        let restraint = restraint(state, policy, grows: true)
        let upper = [trial.pairs, trial.arms]
            .compactMap { $0.interval(alpha: policy.quality.alphaPromote)?.upper }.min()
        let needs = trial.needs(policy)
        let isJudged = policy.quality.metric == .loss
        let words =
            "\(trial.stage.rows) rows in \(trial.stage.panes) panes"
            + (isJudged
                ? ", at most \(Figures.short(upper ?? 0)) more loss than \(trial.control)" : "")
        let ready = Notice(
            condition: restraint.map { "ready, \($0)" } ?? "ready",
            severity: .warning,
            statistic: isJudged ? "loss_upper" : "rows",
            value: isJudged ? upper ?? 0 : Double(trial.stage.rows),
            threshold: isJudged ? policy.quality.margin : Double(needs?.minSamples ?? 0),
            pValue: nil,
            words: "\(trial.version): \(words)",
            fromMs: trial.stage.beganMs ?? trial.beganMs,
            events: trial.stage.rows
        )
        isTaken = restraint == nil
        guard restraint == nil else {
            return notice(
                ready,
                of: trial.version,
                pane,
                state,
                action: action,
                evidence: trial.evidence(policy),
                expiresAfterMs: policy.commandExpiresMs
            )
        }
        // What is done needs nobody: it is said as something that is over.
        notices[trial.version] = nil
        return [
            made(
                ready,
                .resolved,
                of: trial.version,
                pane,
                state,
                action: action,
                isCommanded: true,
                evidence: trial.evidence(policy),
                expiresAfterMs: policy.commandExpiresMs
            )
        ]
    }

    private mutating func notice(
        _ shortage: Trial.Shortage,
        _ condition: String,
        _ trial: Trial,
        _ pane: ClosedPane,
        _ state: DeploymentState,
        _ policy: Policy
    ) -> [Decision] {
        notice(
            Notice(
                condition: condition,
                severity: .warning,
                statistic: shortage.statistic,
                value: shortage.value,
                threshold: shortage.threshold,
                pValue: nil,
                words: "\(trial.version): \(shortage.words)",
                fromMs: trial.stage.beganMs ?? trial.stage.enteredMs,
                events: trial.stage.rows
            ),
            of: trial.version,
            pane,
            state,
            evidence: trial.evidence(policy)
        )
    }
}
