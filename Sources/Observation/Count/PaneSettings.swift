/// How a stream is cut into panes.
public struct PaneSettings: Sendable, Hashable {
    /// How long a pane is, in milliseconds of event time; panes begin at its multiples since 1970.
    public let paneMs: Int64
    /// How much later than the latest event of its source an event may come and still be counted.
    public let latenessMs: Int64
    /// Panes that are open at once at most; the oldest are closed beyond it.
    public let maxOpenPanes: Int

    /// Checks and keeps settings.
    ///
    /// - Parameters:
    ///   - paneMs: 1 to 86,400,000 (one day).
    ///   - latenessMs: 0 to 604,800,000 (one week).
    ///   - maxOpenPanes: 2 to 100,000; has to span the lateness.
    /// - Throws: `ObservationError` naming the setting that is out of range.
    public init(
        paneMs: Int64 = 60_000,
        latenessMs: Int64 = 60_000,
        maxOpenPanes: Int = 1_000
    ) throws(ObservationError) {
        guard (1...86_400_000).contains(paneMs) else {
            throw ObservationError("pane of \(paneMs) ms", "must be 1 to 86,400,000")
        }
        guard (0...604_800_000).contains(latenessMs) else {
            throw ObservationError("lateness of \(latenessMs) ms", "must be 0 to 604,800,000")
        }
        guard (2...100_000).contains(maxOpenPanes),
            Int64(maxOpenPanes) > latenessMs / paneMs + 1
        else {
            throw ObservationError(
                "\(maxOpenPanes) open panes",
                "must be 2 to 100,000, and more than the lateness spans"
            )
        }
        self.paneMs = paneMs
        self.latenessMs = latenessMs
        self.maxOpenPanes = maxOpenPanes
    }

    /// The beginning of the pane that holds a time.
    public func start(ofPaneAt timeMs: Int64) -> Int64 {
        let remainder = timeMs % paneMs
        return timeMs - (remainder < 0 ? remainder + paneMs : remainder)
    }
}

/// The counters of one stretch of event time.
public struct Pane: Sendable, Hashable {
    /// Where it begins, in Unix milliseconds.
    public let startMs: Int64
    /// What was counted in it.
    public var counters: Counters

    /// A pane of these counters.
    public init(startMs: Int64, counters: Counters) {
        self.startMs = startMs
        self.counters = counters
    }
}
