internal import Observation
internal import Operations

/// What all panes of a deployment came to since its state began: what is printed when a run ends.
///
/// Exact, and the same in whatever order records came: counts are whole numbers, and what is added up of
/// labels is ``QualitySums``. It is a part of the state, so that restarts lose nothing and count nothing
/// twice. Bounded: 64 versions, of which the one that was silent for longest goes, and 24 months of each.
///
/// Thread safety: a value.
public struct RunTally: Sendable, Hashable, Codable {
    /// Versions that are kept at most.
    static let mostVersions = 64

    /// Panes that were closed, the empty ones too.
    public private(set) var panes = 0
    /// The first moment of the first pane, in Unix milliseconds.
    public private(set) var fromMs: Int64?
    /// The moment after the last pane, in Unix milliseconds.
    public private(set) var toMs: Int64?
    /// Events that were routed to a version that serves.
    public private(set) var events = 0
    /// Events that could not be decoded.
    public private(set) var undecodable = 0
    /// Events that came too late for their pane.
    public private(set) var late = 0
    /// Events whose time is so far ahead that it was not believed.
    public private(set) var ahead = 0
    /// Events without a time.
    public private(set) var untimed = 0
    /// Alerts about the stream or a version, by rule in the order of names.
    public private(set) var alerts: [RuleTally] = []
    /// Each version, in the order of names.
    public private(set) var versions: [VersionTally] = []
    /// Versions that were let go of for others.
    public private(set) var forgotten = 0

    /// Alerts of one rule.
    public struct RuleTally: Sendable, Hashable, Codable {
        /// The rule.
        public let rule: String
        /// What was written of it.
        public internal(set) var alerts = AlertCounts()
    }

    /// Nothing.
    init() {}

    /// Adds a pane and what followed from it.
    ///
    /// - Parameters:
    ///   - pane: later than all before.
    ///   - judged: the panes that were judged by their labels at this one.
    ///   - step: its alerts and decisions.
    ///   - judgedToMs: no pane that ends by then waits for labels.
    mutating func add(
        _ pane: ClosedPane,
        judged: [QualityPane],
        _ step: MonitorPipeline.Step,
        judgedToMs: Int64
    ) {
        panes += 1
        fromMs = fromMs ?? pane.startMs
        toMs = pane.endMs
        undecodable = adding(undecodable, pane.undecodable)
        late = adding(late, pane.late)
        ahead = adding(ahead, pane.ahead)
        untimed = adding(untimed, pane.untimed)
        for arm in pane.arms where arm.rows > 0 {
            if !arm.arm.isShadow { events = adding(events, arm.rows) }
            update(arm.arm.version, at: pane.endMs) { $0.add(arm, startMs: pane.startMs) }
        }
        for labelled in judged {
            for arm in labelled.arms {
                update(arm.arm.version, at: pane.endMs) {
                    $0.add(arm, startMs: labelled.startMs, isAged: labelled.maturity == .age)
                }
            }
        }
        for alert in step.alerts { add(alert, at: pane.endMs) }
        for decision in step.decisions where decision.isCommanded {
            guard let action = decision.action else { continue }
            update(decision.version, at: pane.endMs) {
                $0.commands[action.name, default: 0] += 1
                if decision.freezes { $0.commands["freeze", default: 0] += 1 }
            }
        }
        for place in versions.indices { versions[place].settle(judgedToMs: judgedToMs) }
    }

    private mutating func add(_ alert: Alert, at timeMs: Int64) {
        let place = alerts.firstIndex { $0.rule >= alert.rule } ?? alerts.count
        if place == alerts.count || alerts[place].rule != alert.rule {
            alerts.insert(RuleTally(rule: alert.rule), at: place)
        }
        alerts[place].alerts.add(alert)
        if let version = alert.version { update(version, at: timeMs) { $0.alerts.add(alert) } }
    }

    /// Changes a version's tally, which begins at nothing; keeps the order.
    private mutating func update(
        _ version: String,
        at timeMs: Int64,
        _ change: (inout VersionTally) -> Void
    ) {
        var place = place(of: version)
        if place == versions.count || versions[place].version != version {
            if versions.count == Self.mostVersions,
                let oldest = versions.indices.min(by: { versions[$0].lastMs < versions[$1].lastMs })
            {
                versions.remove(at: oldest)
                forgotten += 1
                place = self.place(of: version)
            }
            versions.insert(VersionTally(version: version), at: place)
        }
        versions[place].lastMs = timeMs
        change(&versions[place])
    }

    private func place(of version: String) -> Int {
        versions.firstIndex { !$0.version.utf8.lexicographicallyPrecedes(version.utf8) }
            ?? versions.count
    }
}

/// Alerts that were written: changes of state.
public struct AlertCounts: Sendable, Hashable, Codable {
    /// Warnings that began.
    public private(set) var warnings = 0
    /// Alerts that began as critical ones, or became so.
    public private(set) var criticals = 0
    /// Alerts that ended.
    public private(set) var ended = 0

    mutating func add(_ alert: Alert) {
        switch (alert.state, alert.severity) {
        case (.resolved, _): ended += 1
        case (.firing, .warning): warnings += 1
        case (.firing, .critical): criticals += 1
        }
    }
}
