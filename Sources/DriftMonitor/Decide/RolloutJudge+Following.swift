internal import Rollout

extension RolloutJudge {
    /// Begins and ends trials as the control log has it.
    mutating func follow(_ state: DeploymentState, _ policy: Policy, _ pane: ClosedPane) {
        if quality != policy.quality || guardrails != policy.guardrails {
            // Tests begun at other levels or limits prove nothing at these.
            trials = []
            (quality, guardrails) = (policy.quality, policy.guardrails)
        }
        if champion != state.champion {
            trials = []
            if let former = champion, state.previousChampion == former, policy.watch.forMs > 0 {
                trials.append(
                    Trial(
                        version: state.champion,
                        control: former,
                        purpose: .watch,
                        weight: 100_000,
                        state: state,
                        beganMs: pane.startMs,
                        policy: policy
                    )
                )
            }
            champion = state.champion
        }
        trials.removeAll { $0.purpose == .watch && state.previousChampion != $0.control }
        let weights = challengers(state)
        trials.removeAll { trial in
            trial.purpose == .challenge && !weights.contains { $0.version == trial.version }
        }
        for (version, weight) in weights { follow(version, weight, state, policy, pane) }
    }

    private mutating func follow(
        _ version: String,
        _ weight: Int,
        _ state: DeploymentState,
        _ policy: Policy,
        _ pane: ClosedPane
    ) {
        let place = trials.firstIndex { $0.purpose == .challenge && $0.version == version }
        if let place, trials[place].stage.weight == weight { return }
        // A version that failed is tried again when somebody gives it a share anew.
        if let place, trials[place].failure == nil || trials[place].stage.weight > 0 {
            trials[place].stage = Trial.Stage(weight: weight, enteredMs: pane.startMs)
            return
        }
        let trial = Trial(
            version: version,
            control: state.champion,
            purpose: .challenge,
            weight: weight,
            state: state,
            beganMs: pane.startMs,
            policy: policy
        )
        if let place { trials[place] = trial } else { trials.append(trial) }
    }

    /// Canaries, and shadows that were never champion, with their weights.
    private func challengers(_ state: DeploymentState) -> [(version: String, weight: Int)] {
        let canaries = state.canaries.map { (version: $0.version, weight: $0.weight) }
        let shadows = state.shadows.map(\.version).filter { shadow in
            !state.champions.contains(shadow) && !canaries.contains { $0.version == shadow }
        }
        return canaries + shadows.map { (version: $0, weight: 0) }
    }

    /// Has the former champion scored beside a watched one, and ends the watch.
    mutating func keepWatch(
        _ pane: ClosedPane,
        _ state: DeploymentState,
        _ policy: Policy,
        isTaken: inout Bool
    ) -> [Decision] {
        guard let place = trials.firstIndex(where: { $0.purpose == .watch }) else { return [] }
        let trial = trials[place]
        let isScored = state.shadows.contains { $0.version == trial.control }
        let mayAct = policy.mode == .act && !state.isFrozen && !isTaken
        let isOver = trial.stage.beganMs.map { pane.endMs - $0 >= policy.watch.forMs } ?? false
        if isOver, trial.failure == nil {
            guard trial.ownsShadow, isScored, mayAct,
                trial.shadowCommands < Self.shadowCommandsLimit
            else {
                trials.remove(at: place)
                return []
            }
            trials[place].shadowCommands += 1
            isTaken = true
            return [
                decision(
                    .unshadow(trial.control),
                    of: trial,
                    "its watch is over",
                    pane,
                    state,
                    policy
                )
            ]
        }
        guard policy.watch.shadow, !isScored, mayAct, !trial.ownsShadow, trial.failure == nil,
            trial.shadowCommands < Self.shadowCommandsLimit
        else {
            if isScored, trial.shadowCommands > 0, !trial.ownsShadow {
                trials[place].ownsShadow = true
                trials[place].shadowCommands = 0
            }
            return []
        }
        trials[place].shadowCommands += 1
        isTaken = true
        return [
            decision(
                .shadow(trial.control),
                of: trial,
                "compared with \(trial.control) for \(SpanText.text(policy.watch.forMs))",
                pane,
                state,
                policy
            )
        ]
    }

    /// How often a command for a shadow is written again when the log does not take it.
    private static let shadowCommandsLimit = 5
}
