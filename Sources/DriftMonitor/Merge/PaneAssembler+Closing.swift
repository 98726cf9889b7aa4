extension PaneAssembler {
    /// The end of a partition is reached for now.
    ///
    /// - Parameters:
    ///   - source: the partition.
    ///   - nowMs: of a monotonic clock.
    ///   - isFinished: whether nothing more is wanted of it.
    public mutating func reachedEnd(
        of source: InputPartition,
        nowMs: UInt64,
        isFinished: Bool = false
    ) {
        for lane in lanes.indices where lanes[lane].key.source == source {
            if lanes[lane].quietSinceMs == nil { lanes[lane].quietSinceMs = nowMs }
            if isFinished { lanes[lane].isFinished = true }
        }
    }

    /// A pane that is closed.
    public struct Closed: Sendable, Hashable {
        /// The pane.
        public let pane: ClosedPane
        /// Whether it was closed by an earlier run and is given again, with the records that are joined.
        public let isAgain: Bool
    }

    /// Closes the next pane, if nothing in time can come for it any more.
    ///
    /// - Parameter nowMs: of a monotonic clock.
    /// - Returns: nil when records may still come for it.
    /// - Complexity: O(n log n) in the pane's records, O(lanes) where there is none.
    public mutating func next(nowMs: UInt64) -> Closed? {
        guard let start = upcoming, let horizon = horizon(of: start, nowMs: nowMs),
            start + rules.paneMs <= horizon
        else { return nil }
        let held = open.removeValue(forKey: start)
        var pane = (held ?? OpenPane()).closed(startMs: start, endMs: start + rules.paneMs)
        cursorMs = pane.endMs
        if let nextStartMs, start < nextStartMs { return Closed(pane: pane, isAgain: true) }
        emptyCount = held == nil ? emptyCount + 1 : 0
        if let held, !held.partitions.isEmpty {
            let seen = held.partitions
            let new = seen.filter { partition in
                !silences.contains { $0.partition == partition }
            }
            silences = (silences + new.map { Silence($0) }).sorted { $0.partition < $1.partition }
            for index in silences.indices {
                let partition = silences[index].partition
                silences[index].take(
                    isSilent: !seen.contains(partition),
                    isBehind: held.isBehind(partition),
                    startMs: start
                )
            }
        }
        for silence in silences where silence.isStalled {
            pane.stalled.append(silence.partition)
            pane.silentSinceMs[silence.partition] = silence.sinceMs
        }
        nextStartMs = pane.endMs
        forget()
        return Closed(pane: pane, isAgain: false)
    }

    /// Says which closed panes would have to be given again after a restart.
    ///
    /// - Parameter endMs: those that end after it; nil: none.
    public mutating func need(panesAfter endMs: Int64?) {
        neededFromMs = endMs.map { rules.start(of: $0) }
        forget()
    }

    private mutating func forget() {
        guard let next = nextStartMs else { return }
        for lane in lanes.indices {
            let isJoined = !lanes[lane].key.source.input.isCounted
            let start = isJoined ? min(next, neededFromMs ?? next) : next
            lanes[lane].forget(
                before: start,
                position: positions[lanes[lane].key.source] ?? 0
            )
        }
    }

    /// How far ahead of the panes a partition is: what its slowest lane brought and is not closed, in
    /// milliseconds of event time.
    public func lead(of source: InputPartition) -> Int64 {
        guard let next = cursorMs ?? open.keys.min() else { return 0 }
        let clocks = lanes.lazy.filter { $0.key.source == source }.compactMap(\.clock.nowMs)
        return (clocks.min() ?? next) - next
    }

    /// The latest event time that was brought, in Unix milliseconds.
    public var newestMs: Int64? {
        lanes.lazy.filter { $0.key.source.input.drives }.compactMap(\.clock.nowMs).max()
    }

    /// The end of the newest pane that is closed, in Unix milliseconds.
    public var closedToMs: Int64? { nextStartMs }

    /// The pane that is closed next; nil before the first record.
    private var upcoming: Int64? {
        if let cursorMs, let nextStartMs, cursorMs < nextStartMs { return cursorMs }
        guard let next = nextStartMs, emptyCount < Self.maxEmptyPanes else {
            return open.keys.min()
        }
        return next
    }

    /// Nothing in time comes for the pane that begins at `start`, if it ends by then; nil where that is
    /// not known.
    private func horizon(of start: Int64, nowMs: UInt64) -> Int64? {
        guard let newest = newestMs else { return nil }
        if lanes.allSatisfy(\.isFinished) { return lastEnd(newest: newest) }
        let isCounted = hasAllObserved
        let hasShadows =
            isCounted && open[start]?.awaitsShadows != true
            && lanes.contains { $0.key.source.input == .observations }
        var least = newest
        for lane in lanes where !isPassedOver(lane, nowMs: nowMs) {
            // A shadow that has ended, or is not scored for a while, brings nothing and holds nothing up.
            if hasShadows, lane.key.source.input == .shadowPredictions, lane.quietSinceMs != nil {
                continue
            }
            if lane.key.source.input == .observations, lane.key.observed == nil {
                // What of the topic has not been seen may come in it.
                guard isCounted else { return nil }
                continue
            }
            guard let clock = lane.clock.nowMs else { return nil }
            least = min(least, clock)
        }
        return least - rules.latenessMs
    }

    /// Where nothing more is to come: the end of what there is, without labels of a far future.
    private func lastEnd(newest: Int64) -> Int64? {
        let limit = rules.start(of: newest) + rules.paneMs + rules.labelAgeMs
        let last = open.keys.lazy.map { $0 + rules.paneMs }.filter { $0 <= limit }.max()
        return last.map { max($0, nextStartMs ?? $0) } ?? nextStartMs
    }

    private func isPassedOver(_ lane: Lane, nowMs: UInt64) -> Bool {
        if lane.isFinished { return true }
        guard let since = lane.quietSinceMs else { return false }
        // Labels come when they come: only those that are there already are waited for.
        return lane.key.source.input == .labels || nowMs >= since + rules.idleMs
    }

    /// Whether every partition of the deployment's input topic has been observed.
    private var hasAllObserved: Bool {
        var seen: Set<Int32> = []
        for lane in lanes { if let partition = lane.key.observed { seen.insert(partition) } }
        return seen.count >= observedCount
    }
}

extension PaneAssembler {
    /// What has to be kept for going on behind the newest closed pane.
    public var state: MergeState {
        MergeState(
            paneMs: rules.paneMs,
            nextStartMs: nextStartMs,
            emptyCount: emptyCount,
            silences: silences,
            lanes: lanes.map { $0.state(position: positions[$0.key.source] ?? 0) }
                .sorted { $0.key.sortKey < $1.key.sortKey }
        )
    }

    /// From where a partition is to be read; nil: from its beginning.
    public func readFrom(_ source: InputPartition) -> Int64? {
        lanes.filter { $0.key.source == source }.map(\.readFrom).min().flatMap {
            $0 > 0 ? $0 : nil
        }
    }
}

extension LaneKey {
    fileprivate var sortKey: (String, Int32, Int32) {
        (source.input.rawValue, source.partition, observed ?? -1)
    }
}
