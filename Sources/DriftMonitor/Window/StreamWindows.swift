internal import Observation

/// Panes added up to windows that do not overlap, of several lengths at once.
///
/// A window that fills is added to the next longer one, so that a pane is added once and a day's
/// counters are held once, not pane by pane. The arms of a version that serve are one, whatever their
/// route; its shadow is apart. What is counted by one baseline is never added to what is counted by
/// another: when the baseline changes, older counters are dropped from every window that is open.
///
/// Thread safety: a value.
public struct StreamWindows: Sendable, Hashable, Codable {
    /// Sums of a window that is open.
    private struct Open: Sendable, Hashable, Codable {
        let startMs: Int64
        var intake = IntakeCounts()
        var versions: [VersionWindow] = []
    }

    /// A version and the baseline it is counted by.
    private struct Known: Sendable, Hashable, Codable {
        let watched: WatchedVersion
        var digest: String?
        var replaced: String?
    }

    /// The lengths, in milliseconds; each a multiple of the one before.
    public let lengthsMs: [Int64]

    private var open: [Open?]
    private var known: [Known] = []

    /// Windows of which none is open.
    ///
    /// - Parameter lengthsMs: 1 or more; the first a multiple of the pane, each other of the one
    ///   before.
    public init(lengthsMs: [Int64]) {
        precondition(!lengthsMs.isEmpty && lengthsMs.allSatisfy { $0 > 0 }, "lengths above 0")
        precondition(
            zip(lengthsMs, lengthsMs.dropFirst()).allSatisfy { $0 < $1 && $1 % $0 == 0 },
            "each a multiple of the one before"
        )
        self.lengthsMs = lengthsMs
        open = lengthsMs.map { _ in nil }
    }

    /// Adds a pane.
    ///
    /// - Parameter pane: later than all before; what is between them was empty.
    /// - Returns: the windows that are full now, the earliest first, of one end the shortest first.
    /// - Complexity: O(cells) a window.
    public mutating func add(_ pane: ClosedPane) -> [FilledWindow] {
        var filled = takeFilled(by: pane.startMs)
        let length = lengthsMs[0]
        var window = open[0] ?? Open(startMs: pane.startMs - pane.startMs.modulo(length))
        open[0] = nil
        window.intake.add(pane)
        for (watched, arms) in Self.grouped(pane.arms) {
            window.versions.update(watched) { version in
                for arm in arms { version.addRows(of: arm) }
            }
            let digest = adopt(watched, arms, &window)
            guard let digest else { continue }
            window.versions.update(watched) { version in
                version.baselineDigest = digest
                for arm in arms where arm.baselineDigest == digest {
                    version.addCells(arm.counters)
                }
            }
        }
        open[0] = window
        filled += takeFilled(by: pane.endMs)
        return filled
    }

    /// The arms of each version, in the order of versions.
    private static func grouped(
        _ arms: [ArmCounters]
    ) -> [(watched: WatchedVersion, arms: [ArmCounters])] {
        let sorted = arms.sorted { $0.arm < $1.arm }
        var groups: [(watched: WatchedVersion, arms: [ArmCounters])] = []
        for arm in sorted {
            let watched = WatchedVersion(version: arm.arm.version, isShadow: arm.arm.isShadow)
            if let place = groups.firstIndex(where: { $0.watched == watched }) {
                groups[place].arms.append(arm)
            } else {
                groups.append((watched, [arm]))
            }
        }
        return groups.sorted { $0.watched < $1.watched }
    }

    /// Finds the baseline by which a version is counted from this pane on.
    ///
    /// While scorers load a new one, a pane may have both: the old one holds as long as it is there.
    private mutating func adopt(
        _ watched: WatchedVersion,
        _ arms: [ArmCounters],
        _ window: inout Open
    ) -> String? {
        let digests = arms.compactMap { $0.counters == nil ? nil : $0.baselineDigest }
        let place = known.firstIndex { $0.watched == watched } ?? insert(watched)
        let held = known[place].digest
        guard let newest = digests.first else { return held }
        if let held, digests.contains(held) { return held }
        known[place].digest = newest
        guard let held else { return newest }
        known[place].replaced = known[place].replaced ?? held
        window.versions.drop(watched)
        for index in open.indices { open[index]?.versions.drop(watched) }
        return newest
    }

    private mutating func insert(_ watched: WatchedVersion) -> Int {
        let place = known.firstIndex { watched < $0.watched } ?? known.count
        known.insert(Known(watched: watched), at: place)
        return place
    }

    /// Closes the windows that end by a time, and adds each to the next longer one.
    private mutating func takeFilled(by timeMs: Int64) -> [FilledWindow] {
        var filled: [FilledWindow] = []
        for (index, length) in lengthsMs.enumerated() {
            guard let window = open[index], window.startMs + length <= timeMs else { continue }
            open[index] = nil
            if index + 1 < lengthsMs.count {
                let longer = lengthsMs[index + 1]
                var next =
                    open[index + 1]
                    ?? Open(startMs: window.startMs - window.startMs.modulo(longer))
                open[index + 1] = nil
                next.intake.add(window.intake)
                for version in window.versions {
                    next.versions.update(version.watched) { $0.add(version) }
                }
                open[index + 1] = next
            }
            filled.append(
                FilledWindow(
                    lengthMs: length,
                    startMs: window.startMs,
                    intake: window.intake,
                    versions: versions(of: window, at: index)
                )
            )
        }
        return filled
    }

    /// The versions of a window, those that had no events in it too; one without events in a whole
    /// window of the longest length, in which others had some, is forgotten.
    private mutating func versions(of window: Open, at index: Int) -> [VersionWindow] {
        var versions = window.versions
        for place in known.indices {
            versions.update(known[place].watched) { version in
                guard index == 0 else { return }
                version.replacedDigest = known[place].replaced
            }
            if index == 0 { known[place].replaced = nil }
        }
        if index == lengthsMs.count - 1, window.intake.rows > 0 {
            known.removeAll { known in !window.versions.contains { $0.watched == known.watched } }
        }
        return versions
    }
}

extension [VersionWindow] {
    /// Changes a version's sums, which begin at nothing; keeps the order.
    fileprivate mutating func update(
        _ watched: WatchedVersion,
        _ change: (inout VersionWindow) -> Void
    ) {
        let place = firstIndex { !($0.watched < watched) } ?? count
        if place == count || self[place].watched != watched {
            insert(VersionWindow(watched), at: place)
        }
        change(&self[place])
    }

    /// Forgets a version's cells.
    fileprivate mutating func drop(_ watched: WatchedVersion) {
        for place in indices where self[place].watched == watched {
            self[place].counters = nil
            self[place].baselineDigest = nil
        }
    }
}

extension VersionWindow {
    /// Adds an arm that is counted by the same baseline.
    mutating func add(_ arm: ArmCounters) {
        addRows(of: arm)
        addCells(arm.counters)
    }

    fileprivate mutating func addRows(of arm: ArmCounters) {
        rows = adding(rows, arm.rows)
        failed = adding(failed, arm.failed)
        refused = adding(refused, arm.refused)
    }

    /// Adds cells; those of another layout are not of this baseline, whatever they say, and left out.
    fileprivate mutating func addCells(_ others: Counters?) {
        guard let others else { return }
        guard counters != nil else {
            counters = others
            return
        }
        do throws(ObservationError) {
            try counters?.add(others)
        } catch {
            return
        }
    }

    fileprivate mutating func add(_ later: VersionWindow) {
        rows = adding(rows, later.rows)
        failed = adding(failed, later.failed)
        refused = adding(refused, later.refused)
        if let digest = later.baselineDigest {
            baselineDigest = digest
            addCells(later.counters)
        }
    }
}

extension IntakeCounts {
    fileprivate mutating func add(_ pane: ClosedPane) {
        for arm in pane.arms where !arm.arm.isShadow {
            rows = adding(rows, arm.rows)
            refused = adding(refused, arm.refused)
        }
        undecodable = adding(undecodable, pane.undecodable)
        late = adding(late, pane.late)
        ahead = adding(ahead, pane.ahead)
        untimed = adding(untimed, pane.untimed)
    }

    fileprivate mutating func add(_ others: IntakeCounts) {
        rows = adding(rows, others.rows)
        refused = adding(refused, others.refused)
        undecodable = adding(undecodable, others.undecodable)
        late = adding(late, others.late)
        ahead = adding(ahead, others.ahead)
        untimed = adding(untimed, others.untimed)
    }
}

extension Int64 {
    /// The remainder from 0 up.
    fileprivate func modulo(_ divisor: Int64) -> Int64 {
        let remainder = self % divisor
        return remainder < 0 ? remainder + divisor : remainder
    }
}
