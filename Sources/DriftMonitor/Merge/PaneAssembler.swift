public import Observation

/// Puts the records of all inputs of one deployment into panes of event time and closes them in
/// order.
///
/// The panes are a function of what each partition holds, in its order, and of nothing else: not of
/// the order in which partitions are read, nor of where reading was broken off and begun again. The
/// exception is a partition that brings nothing for `idleMs`, which the others do not wait for: what
/// it brings afterwards for panes that are closed counts as late.
///
/// Late is what comes when its pane ended before the clock of its own lane, less the lateness. A
/// label is never too late: it counts where its lane's clock stands.
///
/// Not thread-safe: one thread, one assembler.
public struct PaneAssembler: Sendable {
    /// Panes without anything that follow each other before the next that has something is jumped to.
    public static let maxEmptyPanes = 10_000

    let rules: MergeRules
    /// Partitions of the deployment's input topic.
    let observedCount: Int
    var lanes: [Lane] = []
    private var indices: [LaneKey: Int] = [:]
    var positions: [InputPartition: Int64] = [:]
    var open: [Int64: OpenPane] = [:]
    /// The end of the closed panes.
    var nextStartMs: Int64?
    /// The pane that `next` gives next; before `nextStartMs` while panes are given again.
    var cursorMs: Int64?
    /// Panes that begin from then on may have to be given again.
    var neededFromMs: Int64?
    var emptyCount = 0
    /// By partition.
    var silences: [Silence] = []
    /// Records that are in no pane, of each input.
    public private(set) var passedOver: [MonitorInput: PassedOver] = [:]

    /// How many records are in no pane, and why.
    public struct PassedOver: Sendable, Hashable {
        /// Too late.
        public var late = 0
        /// Too far ahead.
        public var ahead = 0
        /// Without a time that can be one.
        public var untimed = 0
        /// Not to be used, such as counters of panes of another length.
        public var unusable = 0
    }

    /// Goes on where a state was kept, or begins.
    ///
    /// - Parameters:
    ///   - rules: how panes are cut.
    ///   - sources: the partitions of the topics that are read.
    ///   - observedCount: partitions of the deployment's input topic.
    ///   - state: what was kept; ignored where its panes have another length.
    ///   - neededFromMs: panes that end after it are given again, with the records that were joined;
    ///     nil: none.
    public init(
        _ rules: MergeRules,
        sources: [InputPartition],
        observedCount: Int,
        state: MergeState? = nil,
        neededFromMs: Int64? = nil
    ) {
        self.rules = rules
        self.observedCount = observedCount
        if let state, state.paneMs == rules.paneMs {
            nextStartMs = state.nextStartMs
            cursorMs = state.nextStartMs
            emptyCount = state.emptyCount
            silences = state.silences
            for lane in state.lanes where sources.contains(lane.key.source) { add(Lane(lane)) }
        }
        if let nextStartMs, let neededFromMs {
            cursorMs = min(nextStartMs, rules.start(of: neededFromMs))
            self.neededFromMs = cursorMs
        }
        for source in sources { _ = index(of: LaneKey(source: source, observed: nil)) }
    }

    /// Takes what a scorer has counted.
    public mutating func add(_ record: ObservationRecord, at place: InputPlace) {
        guard let lane = begin(place, observed: record.partition) else { return }
        guard record.paneMs > 0, rules.paneMs % record.paneMs == 0 else {
            return passOver(lane, place, \.unusable)
        }
        let before = lanes[lane].clock
        var late = 0
        var unplaced = OutOfTime(
            late: record.late,
            ahead: record.ahead,
            untimed: record.untimed
        )
        for delta in record.panes {
            let start = rules.start(of: delta.startMs)
            let rows = delta.arms.lazy.filter { !$0.arm.isShadow }.map(\.rows)
                .reduce(delta.undecodable, adding)
            if before.isOver(start + rules.paneMs, rules) {
                late = adding(late, rows)
                continue
            }
            let isTaken = put(start, lane, place, before) { pane in
                pane.add(delta, of: record.partition)
            }
            if isTaken { unplaced -= delta.outOfTime } else { late = adding(late, rows) }
        }
        if let clockMs = record.clockMs { lanes[lane].clock.advance(to: clockMs) }
        unplaced.late = adding(unplaced.late, late)
        guard !unplaced.isEmpty,
            let now = lanes[lane].clock.nowMs ?? record.panes.last?.startMs
        else {
            return
        }
        put(rules.start(of: now), lane, place, before, isKept: true) { pane in
            pane.add(unplaced)
        }
    }

    /// Takes a prediction that was served.
    public mutating func add(_ prediction: ServedPrediction, at place: InputPlace) {
        judge(prediction.timeMs, at: place) { $0.predictions.append(prediction) }
    }

    /// Takes a prediction of a challenger.
    ///
    /// Shadows are sampled and shed: days without any are nothing unusual.
    ///
    /// - Parameters:
    ///   - shadow: what it says.
    ///   - recordMs: the record's timestamp; nil: it has none.
    ///   - place: where it stands.
    public mutating func add(
        _ shadow: ShadowPrediction,
        recordMs: Int64? = nil,
        at place: InputPlace
    ) {
        judge(shadow.timeMs, recordMs: recordMs, at: place) { $0.shadows.append(shadow) }
    }

    /// Takes a label.
    public mutating func add(_ label: Label, at place: InputPlace) {
        guard let lane = begin(place, observed: nil) else { return }
        let before = lanes[lane].clock
        var start = rules.start(of: label.timeMs)
        switch lanes[lane].clock.take(label.timeMs, paneEndMs: start + rules.paneMs, rules) {
        case .inTime: break
        case .late:
            start = rules.start(of: (before.nowMs ?? label.timeMs) - rules.latenessMs)
        case .ahead: return passOver(lane, place, \.ahead)
        case .untimed: return passOver(lane, place, \.untimed)
        }
        put(start, lane, place, before, isKept: true) { $0.labels.append(label) }
    }

    /// Passes over a record that is not the deployment's, or is none.
    public mutating func skip(_ place: InputPlace) { positions[place.source] = place.offset + 1 }

    mutating func judge(
        _ timeMs: Int64,
        recordMs: Int64? = nil,
        at place: InputPlace,
        _ append: (inout OpenPane) -> Void
    ) {
        guard let lane = begin(place, observed: nil) else { return }
        let before = lanes[lane].clock
        let start = rules.start(of: timeMs)
        let end = start + rules.paneMs
        switch lanes[lane].clock.take(timeMs, paneEndMs: end, rules, recordMs: recordMs) {
        case .inTime:
            if !put(start, lane, place, before, append) { passOver(lane, place, \.late) }
        case .late: passOver(lane, place, \.late)
        case .ahead: passOver(lane, place, \.ahead)
        case .untimed: passOver(lane, place, \.untimed)
        }
    }

    /// Moves behind a record.
    ///
    /// - Returns: its lane; nil when the record is done with.
    mutating func begin(_ place: InputPlace, observed: Int32?) -> Int? {
        positions[place.source] = place.offset + 1
        let lane = index(of: LaneKey(source: place.source, observed: observed))
        guard place.offset >= lanes[lane].readFrom else { return nil }
        lanes[lane].quietSinceMs = nil
        return lane
    }

    /// Adds to a pane.
    ///
    /// - Parameters:
    ///   - startMs: the pane's first moment.
    ///   - lane: the record's.
    ///   - place: where the record stands.
    ///   - before: the lane's clock before it.
    ///   - isKept: whether the next pane takes what came after the pane was closed.
    ///   - change: puts it in.
    /// - Returns: false for what came after it, and is not kept.
    @discardableResult
    mutating func put(
        _ startMs: Int64,
        _ lane: Int,
        _ place: InputPlace,
        _ before: LaneClock,
        isKept: Bool = false,
        _ change: (inout OpenPane) -> Void
    ) -> Bool {
        let end = lanes[lane].closedEnd(at: place.offset, of: startMs, now: nextStartMs)
        guard startMs >= end || isKept else { return false }
        let start = max(startMs, end)
        // Read again: it was in this pane when that was closed.
        if let cursorMs, start < cursorMs { return true }
        change(&open[start, default: OpenPane()])
        lanes[lane].mark(start, place.offset, before: before)
        return true
    }

    mutating func passOver(
        _ lane: Int,
        _ place: InputPlace,
        _ why: WritableKeyPath<PassedOver, Int>
    ) {
        guard lanes[lane].isNew(place.offset) else { return }
        passedOver[place.source.input, default: PassedOver()][keyPath: why] += 1
    }

    private mutating func index(of key: LaneKey) -> Int {
        if let known = indices[key] { return known }
        return add(Lane(key))
    }

    @discardableResult
    private mutating func add(_ lane: Lane) -> Int {
        indices[lane.key] = lanes.count
        lanes.append(lane)
        return lanes.count - 1
    }
}

extension OutOfTime {
    /// Takes off what is counted elsewhere.
    fileprivate static func -= (left: inout OutOfTime, part: OutOfTime) {
        left.late = max(0, left.late - part.late)
        left.ahead = max(0, left.ahead - part.ahead)
        left.untimed = max(0, left.untimed - part.untimed)
    }
}
