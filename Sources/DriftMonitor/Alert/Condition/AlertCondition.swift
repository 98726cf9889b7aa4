/// The state of one rule on one subject: what the newest windows of each length said, and whether it
/// is announced.
///
/// It begins when enough of the newest judged windows of one length say so (the quorum), and ends
/// when as many in a row say the opposite, which is further from the threshold. Windows that say
/// nothing count as none.
struct AlertCondition: Hashable, Codable, Sendable {
    /// The windows of one length.
    struct Run: Hashable, Codable, Sendable {
        let lengthMs: Int64
        /// The newest windows, one a bit, the newest the lowest: whether the rule held.
        var hits: UInt64 = 0
        /// Likewise: whether it was critical.
        var criticals: UInt64 = 0
        /// Windows in a row in which all was well.
        var clears = 0
        /// Where the first window of the present hits begins.
        var sinceMs: Int64?
        /// Where the newest hit ends.
        var hitEndMs: Int64?
        /// How far it has come; nil: it does not hold.
        var severity: Alert.Severity?
        /// Windows that have yet to pass before it may hold again.
        var cooldown = 0
        /// How long the newest window was: its length, or the time that its rows took.
        var reachMs: Int64 = 0

        init(lengthMs: Int64) { self.lengthMs = lengthMs }

        /// Whether nothing is remembered.
        var isBlank: Bool { hits == 0 && severity == nil && cooldown == 0 }
    }

    let name: ConditionName
    /// One a length, the shortest first.
    private(set) var runs: [Run] = []
    /// Events of the window that was judged last, and its length.
    private(set) var events = 0
    private(set) var eventsMs: Int64 = 0
    /// The alert that was written last, while it holds.
    var announced: Alert?

    init(_ name: ConditionName) { self.name = name }

    /// How grave it is by the windows, written or not; nil: it does not hold.
    var severity: Alert.Severity? { runs.compactMap(\.severity).max() }

    /// Where its earliest present hits begin.
    var sinceMs: Int64? { runs.compactMap(\.sinceMs).min() }

    /// Whether nothing is remembered.
    var isBlank: Bool { announced == nil && runs.allSatisfy(\.isBlank) }

    /// The run of a length.
    func run(lengthMs: Int64) -> Run? { runs.first { $0.lengthMs == lengthMs } }

    /// Whether this may be the cause of another: its hits begin at about the same time, by the length
    /// of the windows that say so.
    func beginsWith(_ other: AlertCondition) -> Bool {
        for run in runs {
            guard let since = run.sinceMs else { continue }
            for later in other.runs {
                guard let otherSince = later.sinceMs else { continue }
                if abs(since - otherSince) <= 3 * max(run.reachMs, later.reachMs) { return true }
            }
        }
        return false
    }

    /// Takes what a window says.
    mutating func take(_ judgement: Judgement, _ settings: AlertSettings) {
        guard judgement.vote != .silent else {
            // What another rule says of the same window is nothing that adds up to news.
            if judgement.isExplained, let run = run(lengthMs: judgement.span.lengthMs),
                run.severity == nil, let place = runs.firstIndex(of: run)
            {
                runs[place].forgetHits()
            }
            runs.removeAll(where: \.isBlank)
            return
        }
        events = judgement.events
        eventsMs = judgement.span.endMs - judgement.span.startMs
        let length = judgement.span.lengthMs
        let place = runs.firstIndex { $0.lengthMs >= length } ?? runs.count
        if place == runs.count || runs[place].lengthMs != length {
            guard judgement.vote.isHit else { return }
            runs.insert(Run(lengthMs: length), at: place)
        }
        runs[place].take(judgement, settings)
        if judgement.vote == .clear {
            for shorter in 0..<place { runs[shorter].clear(by: judgement.span, settings) }
        }
        runs.removeAll(where: \.isBlank)
    }

    /// Forgets windows of these lengths.
    mutating func forget(lengthsMs: [Int64]) {
        runs.removeAll { lengthsMs.contains($0.lengthMs) }
    }
}

extension AlertCondition.Run {
    fileprivate mutating func take(_ judgement: Judgement, _ settings: AlertSettings) {
        guard !judgement.isGone else {
            self = AlertCondition.Run(lengthMs: lengthMs)
            return
        }
        let vote = judgement.vote
        reachMs =
            lengthMs < 0 ? judgement.span.endMs - judgement.span.startMs : lengthMs
        hits = hits << 1 | (vote.isHit ? 1 : 0)
        criticals = criticals << 1 | (vote == .critical ? 1 : 0)
        clears = vote == .clear ? clears + 1 : 0
        if vote.isHit {
            sinceMs = sinceMs ?? judgement.span.startMs
            hitEndMs = judgement.span.endMs
        }
        cooldown = max(0, cooldown - 1)
        let (warning, critical) =
            judgement.isImmediate
            ? (.immediate, .immediate) : (settings.warning, settings.critical)
        let reached: Alert.Severity? =
            if critical.isMet(by: criticals) {
                .critical
            } else {
                warning.isMet(by: hits) ? .warning : nil
            }
        guard let held = severity else {
            // Windows that no quorum looks at any more.
            hits &= warning.mask | critical.mask
            criticals &= critical.mask
            if hits == 0 { forgetHits() }
            if cooldown == 0 { severity = reached }
            return
        }
        if let reached { severity = max(held, reached) }
        end(settings)
    }

    /// Takes that all was well in a longer window: after the last hit it says so of each of those in it,
    /// which may have had too few rows to say it.
    fileprivate mutating func clear(by longer: Judgement.Span, _ settings: AlertSettings) {
        // Windows by count have rows enough by themselves.
        guard severity != nil, lengthMs > 0, let hitEndMs, hitEndMs <= longer.startMs else {
            return
        }
        clears = max(clears, Int(min(longer.lengthMs / lengthMs, 1_000)))
        end(settings)
    }

    /// Ends, once enough windows in a row were well.
    private mutating func end(_ settings: AlertSettings) {
        guard clears >= settings.clearWindows else { return }
        self = AlertCondition.Run(lengthMs: lengthMs)
        cooldown = settings.cooldownWindows
    }

    fileprivate mutating func forgetHits() {
        (hits, criticals, sinceMs, hitEndMs) = (0, 0, nil, nil)
    }
}

extension AlertSettings.Quorum {
    /// The windows that it looks at.
    fileprivate var mask: UInt64 { windows == 64 ? .max : 1 << UInt64(windows) - 1 }

    fileprivate func isMet(by windows: UInt64) -> Bool {
        (windows & mask).nonzeroBitCount >= hits
    }
}
