public import Observation
public import Rollout

/// One pane's way: everything that follows from it, in order.
///
///     labels joined ─▶ windows, tests, conditions ─▶ versions judged
///                                   └─▶ alerts            └─▶ alerts, commands
///
/// What all of them came to is tallied.
///
/// Pure: the same panes, given the same baselines and the same state of the control log, give the same
/// steps, also where the state was kept and restored between any two of them.
public struct MonitorPipeline: Sendable {
    /// What follows from a pane.
    public struct Step: Sendable {
        /// Changes of state that somebody should know of.
        public var alerts: [Alert] = []
        /// What becomes of versions; what is said of it is among the alerts.
        public var decisions: [Decision] = []
        /// Windows whose labels are complete.
        public var quality: [FilledQuality] = []
    }

    /// What has to be kept for a restart.
    public struct State: Sendable, Codable {
        let join: LabelJoin.State?
        let quality: QualityWindows?
        let book: AlertBook.State
        let judge: RolloutJudge
        let tally: RunTally
    }

    private var join: LabelJoin?
    private var windows: QualityWindows?
    private var book: AlertBook
    private var judge: RolloutJudge
    /// What all panes added up to.
    public private(set) var tally: RunTally

    /// Before the first pane, or where a state was kept.
    ///
    /// - Parameters:
    ///   - deployment: its name.
    ///   - settings: when alerts begin and end.
    ///   - labels: how labels are joined; nil: there are none.
    ///   - state: what was kept.
    /// - Throws: `JoinError` for a state that cannot be one.
    public init(
        deployment: String,
        settings: AlertSettings,
        labels: JoinSettings?,
        state: State? = nil
    ) throws(JoinError) {
        book = AlertBook(deployment: deployment, settings: settings)
        judge = state?.judge ?? RolloutJudge(deployment: deployment)
        tally = state?.tally ?? RunTally()
        if let state { book.restore(state.book) }
        guard let labels else { return }
        if let kept = state?.join {
            join = try LabelJoin(labels, restoring: kept)
            windows = state?.quality
        } else {
            join = LabelJoin(labels)
        }
        windows = windows ?? QualityWindows(lengthsMs: settings.windowsMs, kind: labels.kind)
    }

    /// Takes the next pane.
    ///
    /// - Parameters:
    ///   - pane: the one after the last.
    ///   - deployment: the control log's state.
    /// - Returns: what follows.
    public mutating func run(_ pane: ClosedPane, deployment: DeploymentState) -> Step {
        var step = Step()
        let judged = join?.run(pane) ?? []
        step.quality =
            windows?.add(judged, closedMs: pane.endMs, unjudged: join?.unjudged ?? []) ?? []
        step.alerts = book.run(pane, quality: judged)
        step.decisions = judge.run(
            pane,
            quality: judged,
            firing: book.firing,
            folded: book.folded,
            deployment: deployment
        )
        step.alerts += step.decisions.compactMap(\.alert)
        tally.add(pane, judged: judged, step, judgedToMs: join?.unjudged.first ?? pane.endMs)
        return step
    }

    /// Takes a pane again that was run before the state was kept: for the labels that its predictions
    /// wait for.
    public mutating func rebuild(_ pane: ClosedPane) { join?.rebuild(pane) }

    /// The panes that end after this have to be taken again after a restart; nil: none.
    public var neededFromMs: Int64? { join?.neededFromMs }

    /// What has to be kept.
    public var state: State {
        State(
            join: join?.state,
            quality: windows,
            book: book.state,
            judge: judge,
            tally: tally
        )
    }

    /// The comparisons of the newest of the shortest windows.
    public var reports: [WatchedVersion: DriftReport] { book.reports }

    /// What is to be expected of the newest of the shortest windows, without labels.
    public var estimates: [WatchedVersion: EstimatedQuality] { book.estimates }

    /// The alerts that hold, in the order of their keys.
    public var firing: [Alert] { book.firing }

    /// The versions that are looked at.
    public var trials: [Trial] { judge.trials }

    /// What became of predictions and labels; nil where there are none.
    public var joined: JoinCounts? { join?.counts }

    /// Gives a baseline by which rows are counted.
    public mutating func know(_ baseline: Baseline) { book.baselines[baseline.digest] = baseline }

    /// Whether the baseline of a digest was given.
    public func knows(_ digest: String) -> Bool { book.baselines[digest] != nil }
}
