internal import Rollout

extension Trial {
    /// What is to be done with the version.
    enum Verdict {
        /// It does harm, which is proved.
        case harmful(Failure)
        /// It has earned its next stage.
        case ready(Step)
        /// It should have rows or labels, and has none: nothing is proved either way.
        case noData(Shortage)
        /// Its stage takes too long.
        case inconclusive(Shortage)
        /// Nothing: it goes on, and what for.
        case waiting(String)
    }

    /// What comes next.
    enum Step: Hashable {
        /// Another share of the keys.
        case canary(weight: Int)
        /// The champion's place.
        case promote
    }

    /// What there is too little of.
    struct Shortage {
        let statistic: String
        let value: Double
        let threshold: Double
        let words: String
    }

    /// Rows that were expected and did not come before it is said that there are none.
    static let silentRows = 1_000.0
    /// Panes likewise.
    static let silentPanes = 10

    func verdict(
        _ nowMs: Int64,
        firing: [Alert],
        folded: [FoldedCondition] = [],
        state: DeploymentState,
        policy: Policy
    ) -> Verdict {
        if let failure = failure ?? harm(policy) ?? driftHarm(firing, folded, policy) {
            return .harmful(failure)
        }
        guard purpose == .challenge else { return .waiting("it is watched") }
        if let shortage = shortage(policy) { return .noData(shortage) }
        guard let next = next(policy) else { return .waiting("its last stage is reached") }
        let unready =
            missing(nowMs, state: state, policy: policy)
            ?? objection(firing, folded, policy)
        guard let missing = unready else { return .ready(next) }
        let sinceMs = nowMs - (stage.beganMs ?? stage.enteredMs)
        guard sinceMs >= policy.deadline.afterMs else { return .waiting(missing) }
        let words = "undecided after \(SpanText.text(policy.deadline.afterMs)): \(missing)"
        guard policy.deadline.then == .rollback, stage.weight > 0 else {
            return .inconclusive(
                Shortage(
                    statistic: "stage_ms",
                    value: Double(sinceMs),
                    threshold: Double(policy.deadline.afterMs),
                    words: words
                )
            )
        }
        return .harmful(
            Failure(
                statistic: "deadline",
                value: Double(sinceMs),
                threshold: Double(policy.deadline.afterMs),
                pValue: nil,
                words: words
            )
        )
    }

    /// What drift of the version alone does, where the policy says so.
    private func driftHarm(
        _ firing: [Alert],
        _ folded: [FoldedCondition],
        _ policy: Policy
    ) -> Failure? {
        guard policy.onDrift == .rollback else { return nil }
        let drift = firing.filter(\.isDrift)
        let own = drift.first { alert in
            alert.version == version && alert.severity == .critical
                && !drift.contains {
                    $0.version == control && $0.featureName == alert.featureName
                }
                && !folded.contains {
                    $0.version == control && Alert.name(of: $0.subject) == alert.featureName
                }
        }
        return own.map { alert in
            Failure(
                statistic: "drift",
                value: alert.value,
                threshold: alert.threshold,
                pValue: alert.pValue,
                words: "critical \(alert.rule) of \(alert.subject), which \(control) does not share"
            )
        }
    }

    /// Whether rows or labels are missing that should be there.
    private func shortage(_ policy: Policy) -> Shortage? {
        if missedPanes >= Self.silentPanes, missedRows >= Self.silentRows {
            return Shortage(
                statistic: "no_data",
                value: 0,
                threshold: missedRows,
                words: "no rows where \(Int(min(missedRows, 1e15))) were expected"
            )
        }
        guard policy.quality.metric == .loss, predictions >= policy.quality.minSamples,
            labelCoverage < policy.quality.labelCoverage
        else { return nil }
        return Shortage(
            statistic: "label_coverage",
            value: labelCoverage,
            threshold: policy.quality.labelCoverage,
            words: "\(labelled) of \(predictions) predictions have labels"
        )
    }

    /// The stage after the present one; nil where the policy has none.
    private func next(_ policy: Policy) -> Step? {
        for place in policy.stages {
            if case .percent(let weight) = place.kind, weight > stage.weight {
                return .canary(weight: weight)
            }
        }
        return policy.stages.last?.kind == .promote ? .promote : nil
    }

    /// What the policy asks of the present stage; nil where it has no such stage.
    func needs(_ policy: Policy) -> Policy.Stage? {
        guard stage.weight > 0 else { return policy.stages.first { $0.kind == .shadow } }
        var found: Policy.Stage?
        for place in policy.stages {
            guard case .percent(let weight) = place.kind else { continue }
            // Below the first percentage that one's needs hold.
            if found == nil || weight <= stage.weight { found = place }
        }
        return found
    }

    /// What is still missing for the next stage; nil: nothing.
    private func missing(
        _ nowMs: Int64,
        state: DeploymentState,
        policy: Policy
    ) -> String? {
        guard !state.champions.contains(version) else { return "it was champion before" }
        guard let needs = needs(policy) else { return "the policy has no such stage" }
        guard let beganMs = stage.beganMs else {
            return stage.weight > 0
                ? "the traffic does not look like its share yet" : "it has no rows yet"
        }
        if stage.rows < needs.minSamples { return "\(stage.rows) of \(needs.minSamples) rows" }
        if stage.panes < needs.minPanes { return "\(stage.panes) of \(needs.minPanes) panes" }
        if nowMs - beganMs < needs.bakeMs { return "not yet \(SpanText.text(needs.bakeMs))" }
        if let unclear = unclearGuardrail(policy) { return unclear }
        return unprovedQuality(policy)
    }

    /// What speaks against a promotion: an alert, or what another's alert speaks for.
    private func objection(
        _ firing: [Alert],
        _ folded: [FoldedCondition],
        _ policy: Policy
    ) -> String? {
        if let alert = firing.first(where: { blocks($0, policy) }) {
            return "the alert \(alert.rule) of \(alert.subject) fires"
        }
        let own = folded.first { $0.version == version && $0.severity == .critical }
        return own.map { "its \($0.rule.rawValue) of \($0.subject) is critical" }
    }

    private func unclearGuardrail(_ policy: Policy) -> String? {
        let alpha = policy.quality.alphaPromote
        if !errors.isClear(alpha: alpha) { return "its errors are not proved to be few" }
        if !refusals.isClear(alpha: alpha) { return "its refusals are not proved to be few" }
        if !slow.isClear(alpha: alpha) { return "it is not proved to be fast" }
        return nil
    }

    private func unprovedQuality(_ policy: Policy) -> String? {
        let quality = policy.quality
        guard quality.metric == .loss else { return nil }
        let count = max(pairs.count, arms.count)
        if count < quality.minSamples { return "\(count) of \(quality.minSamples) labels" }
        if labelCoverage < quality.labelCoverage {
            return "labels for \(Figures.percent(labelCoverage)) of its predictions"
        }
        let intervals = [pairs, arms].compactMap { $0.interval(alpha: quality.alphaPromote) }
        let isProved = intervals.contains { $0.upper < quality.margin }
        return isProved ? nil : "its loss is not proved to be within the margin"
    }

    /// Whether an alert speaks against a promotion.
    private func blocks(_ alert: Alert, _ policy: Policy) -> Bool {
        guard alert.rule != RolloutJudge.rule else { return false }
        if alert.version == version, alert.severity == .critical { return true }
        // What is missing may be what speaks against it.
        let missing = [AlertRule.stalled, .clock].map(\.rawValue)
        if alert.version == nil, missing.contains(alert.rule) { return true }
        return policy.onDrift == .hold && alert.isDrift
            && (alert.version == version || alert.version == control || alert.version == nil)
    }
}

extension Alert {
    /// Whether it says that something looks otherwise than in training.
    fileprivate var isDrift: Bool {
        (AlertRule.ofFeatures + [.group]).map(\.rawValue).contains(rule)
    }

    /// The subject, of a shadow's alert as of one about what is served.
    fileprivate var featureName: String { Self.name(of: subject) }

    fileprivate static func name(of subject: String) -> String {
        subject.hasPrefix("shadow ") ? String(subject.dropFirst("shadow ".count)) : subject
    }
}
