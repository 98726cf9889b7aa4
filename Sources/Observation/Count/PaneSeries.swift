/// The panes of a stream while they fill: rows go by event time, and a pane closes when no row in
/// time can come for it any more.
///
/// A source is a partition. Its clock is the latest event time that it brought; the watermark is the
/// earliest clock of all sources that are not idle, less the lateness. A pane is closed when the
/// watermark has reached its end, and never opened again: a row for it is late, and counted as that.
/// As long as no row is late, the panes are the same for any assignment of rows to sources and any
/// order of arrival.
///
///     var series = try PaneSeries(settings, sources: 2, plan: plan)
///     if let pane = series.open(timeMs: event.timeMs, source: 0) {
///         series.count(features: row, scores: scores, into: pane)
///     }
///     for pane in series.takeClosed() { publish(pane) }
///
/// Thread safety: one thread uses it.
public struct PaneSeries: Sendable {
    /// Event times that are taken: the years 1970 to 9999.
    public static let timesMs: ClosedRange<Int64> = 0...253_402_300_799_999

    /// A pane that is open; good until the next call of `takeClosed`.
    public struct OpenPane: Sendable, Hashable {
        let startMs: Int64
    }

    /// Rows that came after their pane was closed.
    public private(set) var lateRows = 0
    /// Rows whose time is outside ``timesMs``.
    public private(set) var untimedRows = 0
    /// Panes that were closed before the watermark because too many were open.
    public private(set) var forcedPanes = 0

    private let settings: PaneSettings
    private let plan: ObservationPlan
    private var clocks: [Int64?]
    private var isIdle: [Bool]
    private var panes: [Int64: Counters] = [:]
    /// Rows before this time are late.
    private var closedToMs = Int64.min

    /// Begins a series.
    ///
    /// - Parameters:
    ///   - settings: lengths and limits.
    ///   - sources: how many partitions bring rows; at least 1.
    ///   - plan: how rows are counted.
    /// - Throws: `ObservationError` when there is no source.
    public init(
        _ settings: PaneSettings,
        sources: Int,
        plan: ObservationPlan
    ) throws(ObservationError) {
        guard (1...1_000_000).contains(sources) else {
            throw ObservationError("\(sources) sources", "must be 1 to 1,000,000")
        }
        self.settings = settings
        self.plan = plan
        clocks = Array(repeating: nil, count: sources)
        isIdle = Array(repeating: false, count: sources)
    }

    /// The time before which every row in time has come; nil while a source that is not idle has
    /// brought nothing.
    public var watermarkMs: Int64? {
        var earliest: Int64?
        for (clock, isIdle) in zip(clocks, isIdle) where !isIdle {
            guard let clock else { return nil }
            earliest = min(earliest ?? clock, clock)
        }
        return earliest.map { $0 - settings.latenessMs }
    }

    /// Panes that are open.
    public var openCount: Int { panes.count }

    /// Moves a source's clock to a row's time and finds the row's pane.
    ///
    /// - Parameters:
    ///   - timeMs: the row's event time.
    ///   - source: below the number of sources; it is not idle any more.
    /// - Returns: nil when the row is late or its time is none, which has been counted.
    public mutating func open(timeMs: Int64, source: Int) -> OpenPane? {
        guard Self.timesMs.contains(timeMs) else {
            untimedRows += 1
            return nil
        }
        isIdle[source] = false
        clocks[source] = max(clocks[source] ?? timeMs, timeMs)
        let start = settings.start(ofPaneAt: timeMs)
        guard start >= closedToMs else {
            lateRows += 1
            return nil
        }
        if panes[start] == nil { panes[start] = plan.makeCounters() }
        return OpenPane(startMs: start)
    }

    /// Counts a row into its pane.
    ///
    /// - Precondition: the pane was opened since the last `takeClosed`.
    /// - Complexity: O(subjects × log bins).
    public mutating func count(
        features: Span<Double>,
        scores: Span<Double>,
        into pane: OpenPane
    ) {
        precondition(panes[pane.startMs] != nil, "the pane is open")
        plan.count(
            features: features,
            scores: scores,
            into: &panes[pane.startMs, default: plan.makeCounters()]
        )
    }

    /// Says that a source brings nothing at present, so that the others need not wait for it.
    ///
    /// A row of it that comes afterwards counts if its pane is still open.
    public mutating func markIdle(source: Int) {
        isIdle[source] = true
    }

    /// Closes the panes that the watermark has passed, and those beyond the most that may be open.
    ///
    /// - Returns: them, the earliest first; a stretch without rows has no pane.
    public mutating func takeClosed() -> [Pane] {
        var limit = closedToMs
        if let watermarkMs { limit = max(limit, settings.start(ofPaneAt: watermarkMs)) }
        let starts = panes.keys.sorted()
        let open = starts.drop { $0 < limit }
        if open.count > settings.maxOpenPanes {
            let forced = open.count - settings.maxOpenPanes
            forcedPanes += forced
            limit = open[open.startIndex + forced]
        }
        return close(starts, before: limit)
    }

    /// Closes every pane, at the end of the stream.
    ///
    /// - Returns: them, the earliest first.
    public mutating func takeAll() -> [Pane] {
        close(panes.keys.sorted(), before: Int64.max)
    }

    private mutating func close(_ starts: [Int64], before limit: Int64) -> [Pane] {
        closedToMs = max(closedToMs, limit)
        return starts.prefix { $0 < limit }.compactMap { start in
            panes.removeValue(forKey: start).map { Pane(startMs: start, counters: $0) }
        }
    }
}
