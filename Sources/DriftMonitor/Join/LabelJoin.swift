/// Joins predictions with the labels that come later, and says of each pane what the labels say of it.
///
/// A prediction gets the first label of its event: one that came before it and is still kept, else the
/// first that comes while its pane waits. A pane is judged when enough of its predictions have labels, or
/// when it is too old to wait longer; what comes later is not counted into it. Each prediction is counted
/// in the pane of its own time.
///
/// Where more predictions come than there is room for, a pane takes at most a sixteenth of what is free:
/// those with the lowest keys, which is a fair sample. So memory is bounded, and later panes are not shut
/// out.
///
/// What comes out is a function of the panes alone. The table is no part of ``state``: after a restart the
/// panes that end after ``neededFromMs`` are given to ``rebuild(_:)`` again, and everything is as it was.
///
///     var join = LabelJoin(JoinSettings(kind: .probability))
///     for pane in panes { for judged in join.run(pane) { print(judged.arms[0].sums.figures[.logLoss]) } }
///
/// *Misleads* where labels of one kind come sooner than others (frauds are reported late): with a
/// `minCoverage` below 1 the late ones are never counted.
///
/// - Thread safety: a value; copying it copies the table when one of the two is changed.
public struct LabelJoin: Sendable {
    /// How it joins.
    public let settings: JoinSettings
    /// What became of predictions and labels.
    public internal(set) var counts = JoinCounts()
    /// The end of the last pane that was run; nil before the first.
    public internal(set) var endMs: Int64?

    var table = JoinTable()
    var ledger: LabelLedger
    /// In the order of their time; those that were judged as long as a rebuild goes back to them.
    var panes: [PaneJoin] = []
    /// The serial number of the first of them.
    var firstPane: Int32 = 0
    /// Predictions that wait, and labels that are kept.
    var waiting = 0
    var kept = 0

    /// A join of nothing.
    public init(_ settings: JoinSettings) {
        self.settings = settings
        ledger = LabelLedger(settings.sampled)
    }

    /// The starts of the panes that wait for labels, in order.
    public var unjudged: [Int64] { panes.filter { !$0.isJudged }.map(\.startMs) }

    /// Panes that end after this are needed to rebuild the table; nil before the first pane.
    public var neededFromMs: Int64? {
        guard let endMs else { return nil }
        let first = panes.first { !$0.isJudged }?.startMs ?? endMs
        return first - settings.earlyMs
    }

    /// Takes the next pane, and judges the panes that are due at its end.
    ///
    /// - Parameter pane: one that starts where the last one ended, or later.
    /// - Returns: the panes that were judged, the earliest first; none for panes without predictions.
    /// - Complexity: O(predictions + labels), expected.
    public mutating func run(_ pane: ClosedPane) -> [QualityPane] {
        precondition(pane.startMs >= endMs ?? .min, "panes come in the order of their time")
        forgetLabels(before: pane.startMs)
        counts.orphan += ledger.forget(atMs: pane.startMs)
        let predicted = limit(of: pane.predictions, pane.shadows)
        counts.unmatched += ledger.lower(to: predicted)
        panes.append(
            PaneJoin(
                startMs: pane.startMs,
                endMs: pane.endMs,
                predicted: predicted,
                labelled: limit(of: pane.labels)
            )
        )
        endMs = pane.endMs
        var tally = JoinCounts()
        take(pane, at: panes.count - 1, &tally)
        counts.add(tally)
        let judged = judge(at: pane.endMs)
        counts.unmatched += ledger.trim()
        return judged
    }

    /// Takes a pane that was run before the state was written: fills the table, judges and counts nothing.
    ///
    /// Panes must come in the order of their time, each that ends after ``neededFromMs`` of the state once;
    /// earlier ones are passed over.
    public mutating func rebuild(_ pane: ClosedPane) {
        guard let place = panes.firstIndex(where: { $0.startMs == pane.startMs }) else { return }
        forgetLabels(before: pane.startMs)
        // The ledger is part of the state, and has it already.
        let kept = ledger
        var uncounted = JoinCounts()
        take(pane, at: place, &uncounted)
        ledger = kept
    }

    private mutating func judge(at time: Int64) -> [QualityPane] {
        var judged: [QualityPane] = []
        for place in panes.indices where !panes[place].isJudged {
            guard let maturity = panes[place].maturity(atMs: time, settings) else { continue }
            let items = panes[place].items
            if !items.isEmpty { judged.append(panes[place].quality(maturity)) }
            counts.unlabelled += items.count - panes[place].labelCount
            for item in items {
                ledger.judge(
                    table.key(of: item),
                    isLabelled: table.items[item].isLabelled,
                    untilMs: time + settings.maxAgeMs
                )
                table.removeItem(item)
            }
            waiting -= items.count
            panes[place].close()
        }
        forgetPanes()
        return judged
    }

    private mutating func forgetLabels(before time: Int64) {
        for place in panes.indices
        where !panes[place].early.isEmpty && panes[place].endMs + settings.earlyMs <= time {
            for label in panes[place].early { table.removeLabel(label) }
            kept -= panes[place].early.count
            panes[place].early = []
        }
    }

    private mutating func forgetPanes() {
        guard let needed = neededFromMs else { return }
        let old = panes.prefix { $0.isJudged && $0.early.isEmpty && $0.endMs <= needed }.count
        panes.removeFirst(old)
        firstPane += Int32(old)
    }

    private func limit(
        of predictions: [ServedPrediction],
        _ shadows: [ShadowPrediction]
    ) -> KeyLimit {
        let room = (settings.maxJoins - waiting) / 16
        guard predictions.count + shadows.count > room else { return settings.sampled }
        return limit(of: predictions.map(\.key) + shadows.map(\.key), room: room)
    }

    private func limit(of labels: [Label]) -> KeyLimit {
        let room = (settings.maxJoins - kept) / 16
        guard labels.count > room else { return settings.sampled }
        return limit(of: labels.map(\.key), room: room)
    }

    /// The limit below which at most `room` of the sample's keys are.
    private func limit(of keys: [EventKey], room: Int) -> KeyLimit {
        let sampled = settings.sampled
        let sorted = keys.filter(sampled.admits).map(\.high).sorted()
        return sorted.count > room ? KeyLimit(below: sorted[room]) : sampled
    }
}
