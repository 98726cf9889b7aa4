internal import Observation
internal import Operations

/// What all panes came to of one version.
public struct VersionTally: Sendable, Hashable, Codable {
    /// The version.
    public let version: String
    /// What it answered; its routes added up.
    public private(set) var served = ArmTally()
    /// What it was asked beside the version that answered.
    public private(set) var shadow = ArmTally()
    /// Alerts about it.
    public internal(set) var alerts = AlertCounts()
    /// Commands about it, by their kind.
    public internal(set) var commands: [String: Int] = [:]
    /// The end of the newest pane that had something of it, in Unix milliseconds.
    var lastMs: Int64 = 0

    init(version: String) { self.version = version }

    mutating func add(_ arm: ArmCounters, startMs: Int64) {
        if arm.arm.isShadow {
            shadow.add(arm, startMs: startMs)
        } else {
            served.add(arm, startMs: startMs)
        }
    }

    mutating func add(_ arm: QualityPane.ArmQuality, startMs: Int64, isAged: Bool) {
        if arm.arm.isShadow {
            shadow.add(arm, startMs: startMs, isAged: isAged)
        } else {
            served.add(arm, startMs: startMs, isAged: isAged)
        }
    }

    mutating func settle(judgedToMs: Int64) {
        served.settle(judgedToMs: judgedToMs)
        shadow.settle(judgedToMs: judgedToMs)
    }
}

/// What all panes came to of a version's served predictions, or of those of its shadow.
public struct ArmTally: Sendable, Hashable, Codable {
    /// Months that are kept at most, the newest ones.
    static let mostMonths = 24

    /// Events routed to it; of a shadow, events it was to score.
    public private(set) var events = 0
    /// Of them: those that it gave no answer to.
    public private(set) var failed = 0
    /// Of them: those that it does not take.
    public private(set) var refused = 0
    /// Panes in which it had events.
    public private(set) var panes = 0
    private var lastStartMs: Int64?
    /// Predictions whose pane was judged by its labels.
    public private(set) var predictions = 0
    /// Of them, those whose pane was given up before enough labels came.
    public private(set) var aged = 0
    /// What the labelled ones add up to; nil before the first.
    public private(set) var sums: QualitySums?
    /// The same by month of event time, ascending.
    public private(set) var months: [MonthTally] = []

    /// Whether nothing was met of it.
    public var isEmpty: Bool { events == 0 && predictions == 0 }

    /// Predictions with a label.
    public var labelled: Int { sums?.count ?? 0 }

    /// The share of the judged predictions that have labels; nil without any.
    public var coverage: Double? {
        predictions > 0 ? Double(labelled) / Double(predictions) : nil
    }

    mutating func add(_ arm: ArmCounters, startMs: Int64) {
        events = adding(events, arm.rows)
        failed = adding(failed, arm.failed)
        refused = adding(refused, arm.refused)
        if lastStartMs != startMs { panes += 1 }
        lastStartMs = startMs
        update(startMs) { $0.events = adding($0.events, arm.rows) }
    }

    mutating func add(_ arm: QualityPane.ArmQuality, startMs: Int64, isAged: Bool) {
        predictions = adding(predictions, arm.predictions)
        if isAged { aged = adding(aged, arm.predictions) }
        Self.add(arm.sums, to: &sums)
        update(startMs) { $0.add(arm) }
    }

    mutating func settle(judgedToMs: Int64) {
        for place in months.indices { months[place].settle(judgedToMs: judgedToMs) }
    }

    /// Adds up; what is of another kind than before is not comparable and left out.
    fileprivate static func add(_ others: QualitySums, to sums: inout QualitySums?) {
        guard let kind = sums?.kind else {
            sums = others
            return
        }
        if kind == others.kind { sums?.add(others) }
    }

    private mutating func update(_ timeMs: Int64, _ change: (inout MonthTally) -> Void) {
        let start = WallClock.monthStart(timeMs)
        var place = months.lastIndex { $0.startMs <= start } ?? -1
        if place < 0 || months[place].startMs != start {
            place += 1
            months.insert(MonthTally(startMs: start), at: place)
        }
        change(&months[place])
        if months.count > Self.mostMonths { months.removeFirst() }
    }
}

/// What one month of event time came to.
///
/// While panes of the month wait for labels it is sums; then only their figures are kept.
public struct MonthTally: Sendable, Hashable, Codable {
    /// The month's first moment in UTC, in Unix milliseconds.
    public let startMs: Int64
    /// Events.
    public internal(set) var events = 0
    /// Predictions whose pane was judged.
    public private(set) var predictions = 0
    /// Predictions with a label.
    public private(set) var labelled = 0
    private var sums: QualitySums?
    private var settled: [String: Double]?

    init(startMs: Int64) { self.startMs = startMs }

    /// The figures that have a meaning, in the order of ``QualityMetric``.
    public var figures: [(metric: QualityMetric, value: Double)] {
        guard let settled else { return sums?.figures.all ?? [] }
        return QualityMetric.allCases.compactMap { metric in
            settled[metric.rawValue].map { (metric, $0) }
        }
    }

    mutating func add(_ arm: QualityPane.ArmQuality) {
        predictions = adding(predictions, arm.predictions)
        labelled = adding(labelled, arm.sums.count)
        ArmTally.add(arm.sums, to: &sums)
    }

    mutating func settle(judgedToMs: Int64) {
        // The month after it begins within 32 days.
        guard settled == nil,
            judgedToMs >= WallClock.monthStart(startMs + 32 * 86_400_000)
        else { return }
        settled = Dictionary(
            uniqueKeysWithValues: figures.map { ($0.metric.rawValue, $0.value) }
        )
        sums = nil
    }
}
