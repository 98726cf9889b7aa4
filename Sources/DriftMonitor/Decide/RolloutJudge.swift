internal import Observation
public import Rollout

/// Decides what becomes of the versions of a deployment: whether a challenger has earned its next
/// stage, does harm, or is to wait; and whether a new champion keeps what it promised.
///
/// `run` is called for every closed pane, in their order; what it answers depends on nothing but what
/// it was given so far. Harm must be proved and so must its absence: missing data does neither. All
/// tests hold at every look at once. The rules are those of `docs/operations.md`, Policy.
///
/// Thread safety: a value; its `Codable` form restores it exactly.
public struct RolloutJudge: Sendable, Hashable, Codable {
    /// The rule of its alerts.
    public static let rule = "rollout"

    /// The deployment's name.
    public let deployment: String
    /// The versions that are looked at; a watched champion first.
    public internal(set) var trials: [Trial] = []

    /// The champion of the last pane.
    var champion: String?
    var quality: Policy.Quality?
    var guardrails: Policy.Guardrails?
    /// What the alert of each version says at present.
    var notices: [String: Notice] = [:]

    /// A judge that has seen nothing.
    public init(deployment: String) { self.deployment = deployment }

    /// Takes a pane and decides, by the policy that the deployment was declared with.
    ///
    /// - Parameters:
    ///   - pane: the next one.
    ///   - quality: panes that became ripe with it.
    ///   - firing: alerts that fire after it.
    ///   - folded: what holds without an alert of its own.
    ///   - state: the control log's state of the deployment.
    /// - Returns: what is to be commanded and said, at most one command among it; nothing where there
    ///   is no policy, and an alert where the policy cannot be read.
    public mutating func run(
        _ pane: ClosedPane,
        quality: [QualityPane],
        firing: [Alert],
        folded: [FoldedCondition] = [],
        deployment state: DeploymentState
    ) -> [Decision] {
        guard let text = state.declaration.policy else {
            let version = state.champion
            trials = []
            champion = version
            return endNotices(of: notices.keys.sorted(), pane, state)
        }
        do throws(PolicyError) {
            let policy = try Policy.read(text)
            return run(
                pane,
                quality: quality,
                firing: firing,
                folded: folded,
                deployment: state,
                policy: policy
            )
        } catch {
            trials = []
            champion = state.champion
            return notice(
                Notice(
                    condition: "policy",
                    severity: .warning,
                    statistic: "policy",
                    value: 1,
                    threshold: 0,
                    pValue: nil,
                    words: "the policy cannot be read: \(error)",
                    fromMs: pane.startMs,
                    events: 0
                ),
                of: state.champion,
                pane,
                state
            )
        }
    }

    /// Takes a pane and decides by a policy.
    ///
    /// - Parameters:
    ///   - pane: the next one.
    ///   - quality: panes that became ripe with it.
    ///   - firing: alerts that fire after it.
    ///   - folded: what holds without an alert of its own.
    ///   - state: the control log's state of the deployment.
    ///   - policy: what may be done, and how sure one must be.
    /// - Returns: what is to be commanded and said, at most one command among it.
    /// - Complexity: O(trials × arms); a few microseconds each.
    public mutating func run(
        _ pane: ClosedPane,
        quality: [QualityPane],
        firing: [Alert],
        folded: [FoldedCondition] = [],
        deployment state: DeploymentState,
        policy: Policy
    ) -> [Decision] {
        follow(state, policy, pane)
        for place in trials.indices {
            trials[place].take(pane, state: state, policy: policy)
            for judged in quality { trials[place].take(judged) }
        }
        var decisions: [Decision] = []
        var isTaken = false
        for place in trials.indices {
            let verdict = trials[place].verdict(
                pane.endMs,
                firing: firing,
                folded: folded,
                state: state,
                policy: policy
            )
            if case .harmful(let failure) = verdict { trials[place].failure = failure }
            decisions += answer(
                to: verdict,
                of: trials[place],
                pane,
                state,
                policy,
                isTaken: &isTaken
            )
        }
        decisions += keepWatch(pane, state, policy, isTaken: &isTaken)
        let spoken = Set(trials.map(\.version))
        let silent = notices.keys.filter { !spoken.contains($0) }.sorted()
        return decisions + endNotices(of: silent, pane, state)
    }
}
