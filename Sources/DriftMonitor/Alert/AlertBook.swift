public import Observation

/// Panes in, changes of state out: which rules hold for which subjects of a deployment.
///
///     var book = AlertBook(deployment: "flights", settings: settings)
///     book.baselines[baseline.digest] = baseline
///     let alerts = book.run(pane, quality: judged)
///
/// Each pane goes into the open windows; each window that fills is judged, and what it says of a rule
/// and a subject is a vote; conditions count votes and begin or end; what began or ended is an alert,
/// unless another that began with it explains it. The same panes give the same alerts, also when the
/// state was stored and restored between any two of them.
///
/// Thread safety: a value.
public struct AlertBook: Sendable {
    /// What a book remembers, for a snapshot.
    public struct State: Sendable, Hashable, Codable {
        var windows: StreamWindows
        var rows: RowWindows
        var conditions: ConditionTable
        var sufficiency = SufficiencyWatch()
        var changes = ChangeWatch()
        var quality = QualityWatch()
    }

    /// The deployment.
    public let deployment: String
    /// When alerts begin and end.
    public let settings: AlertSettings
    /// The baselines by which rows are counted, by their digest; one that is missing is an alert.
    public var baselines: [String: Baseline] = [:]
    /// The comparisons of the newest of the shortest windows, to be shown; a restart begins without.
    public private(set) var reports: [WatchedVersion: DriftReport] = [:]
    /// What is to be expected of the newest of the shortest windows, without labels; a restart begins
    /// without.
    public private(set) var estimates: [WatchedVersion: EstimatedQuality] = [:]
    /// What it remembers.
    public private(set) var state: State

    /// A book in which nothing has happened.
    ///
    /// - Precondition: the settings were checked.
    public init(deployment: String, settings: AlertSettings) {
        self.deployment = deployment
        self.settings = settings
        state = State(
            windows: StreamWindows(lengthsMs: settings.windowsMs),
            rows: RowWindows(lengths: settings.windowsRows),
            conditions: ConditionTable()
        )
    }

    /// Goes on from a stored state.
    ///
    /// When the lengths of windows have changed since, open windows are given up, and what windows of
    /// lengths that are no more have said is forgotten.
    public mutating func restore(_ state: State) {
        self.state = state
        let rows = state.rows.lengths
        if rows != settings.windowsRows {
            self.state.rows = RowWindows(lengths: settings.windowsRows)
            self.state.conditions.forget(
                lengthsMs: rows.filter { !settings.windowsRows.contains($0) }
                    .map(Judgement.Span.length(ofRows:))
            )
        }
        let lengths = state.windows.lengthsMs
        guard lengths != settings.windowsMs else { return }
        self.state.windows = StreamWindows(lengthsMs: settings.windowsMs)
        self.state.sufficiency = SufficiencyWatch()
        self.state.conditions.forget(lengthsMs: lengths.filter { !settings.windowsMs.contains($0) })
    }

    /// The alerts that hold, in the order of their keys.
    public var firing: [Alert] { state.conditions.announced }

    /// What holds without an alert of its own, because another's speaks for it.
    public var folded: [FoldedCondition] { state.conditions.folded }

    /// Judges a pane.
    ///
    /// - Parameters:
    ///   - pane: later than all before.
    ///   - quality: the panes that were judged by their labels at this pane, in order.
    /// - Returns: what began, became critical or ended, in the order of keys.
    /// - Complexity: O(subjects × cells) for each window that fills.
    public mutating func run(_ pane: ClosedPane, quality: [QualityPane]) -> [Alert] {
        var judgements = PartitionRules.judgements(
            of: pane,
            stalledBefore: state.conditions.stalled
        )
        for labelled in quality {
            judgements += [LabelRules.coverage(of: labelled, settings)].compactMap(\.self)
            for version in VersionQuality.all(in: labelled) {
                judgements += state.changes.judgements(of: version, settings)
                judgements += state.quality.judgements(of: version, settings)
            }
        }
        for window in state.windows.add(pane) {
            judgements += IntakeRules.judgements(of: window, settings)
            judgements += state.sufficiency.judgements(of: window, settings)
            for version in window.versions { judgements += judge(version, in: window) }
        }
        for window in state.rows.add(pane) {
            let version = window.version
            guard let baseline = version.baselineDigest.flatMap({ baselines[$0] }) else { continue }
            let span = Judgement.Span(
                rows: window.wanted,
                startMs: window.startMs,
                endMs: window.endMs
            )
            judgements += DriftRules(version, span, baseline, settings)?.judgements() ?? []
        }
        state.conditions.take(judgements, settings)
        return state.conditions.announce(
            judgements,
            deployment: deployment,
            at: pane.endMs,
            settings
        )
    }

    /// What a window says of one version.
    private mutating func judge(_ version: VersionWindow, in window: FilledWindow) -> [Judgement] {
        let span = Judgement.Span(lengthMs: window.lengthMs, endMs: window.endMs)
        guard version.rows > 0 else {
            // It is not routed to any more when others have events: what was said of it ends.
            guard window.intake.rows > 0 else { return [] }
            guard window.lengthMs == settings.windowsMs.last else {
                return state.conditions.gone(version.watched, span)
            }
            state.rows.forget(version.watched)
            let byRows = settings.windowsRows.map {
                Judgement.Span(rows: $0, startMs: window.startMs, endMs: window.endMs)
            }
            return ([span] + byRows).flatMap { state.conditions.gone(version.watched, $0) }
        }
        let isShortest = window.lengthMs == settings.windowsMs[0]
        let baseline = version.baselineDigest.flatMap { baselines[$0] }
        var judgements =
            isShortest ? BaselineRules.judgements(of: version, span, isKnown: baseline != nil) : []
        guard let baseline else { return judgements }
        if isShortest {
            judgements += state.changes.judgements(of: version, span, baseline, settings)
        }
        if let rules = DriftRules(version, span, baseline, settings) {
            if isShortest {
                reports[version.watched] = rules.report
                estimates[version.watched] = version.counters.flatMap {
                    EstimatedQuality($0, of: baseline)
                }
            }
            judgements += rules.judgements()
        }
        return judgements
    }
}
