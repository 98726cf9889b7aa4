internal import Observation

/// A window of one version that has as many rows as it was to have.
struct FilledRows: Hashable {
    /// The rows that it was to have; it may have more by those of a pane.
    let wanted: Int
    /// The first moment of its first pane, and the moment after its last.
    let startMs: Int64
    let endMs: Int64
    let version: VersionWindow
}

/// Panes added up to windows of as many rows of a version: for a stream whose rows a minute vary, so that
/// each judgement has the same power.
///
/// A window ends with the pane in which it is full. What is counted by one baseline is never added to what
/// is counted by another: a window begins anew when the baseline changes.
///
/// Thread safety: a value.
struct RowWindows: Hashable, Codable, Sendable {
    private struct Open: Hashable, Codable {
        let wanted: Int
        let startMs: Int64
        var version: VersionWindow
    }

    /// Versions that have a window open, at most: what comes beyond is not counted.
    private static let mostOpen = 256

    /// The rows of windows, ascending.
    let lengths: [Int]
    private var open: [Open] = []

    init(lengths: [Int]) { self.lengths = lengths }

    /// Adds a pane.
    ///
    /// - Returns: the windows that are full now: by version, then by rows.
    mutating func add(_ pane: ClosedPane) -> [FilledRows] {
        guard !lengths.isEmpty else { return [] }
        for arm in pane.arms where arm.counters != nil {
            for wanted in lengths { add(arm, to: wanted, pane) }
        }
        let full = open.filter { ($0.version.counters?.rows ?? 0) >= $0.wanted }
        guard !full.isEmpty else { return [] }
        open.removeAll { ($0.version.counters?.rows ?? 0) >= $0.wanted }
        return full.map {
            FilledRows(
                wanted: $0.wanted,
                startMs: $0.startMs,
                endMs: pane.endMs,
                version: $0.version
            )
        }
        .sorted { ($0.version.watched, $0.wanted) < ($1.version.watched, $1.wanted) }
    }

    /// Forgets a version that is routed to no more.
    mutating func forget(_ watched: WatchedVersion) {
        open.removeAll { $0.version.watched == watched }
    }

    private mutating func add(_ arm: ArmCounters, to wanted: Int, _ pane: ClosedPane) {
        let watched = WatchedVersion(version: arm.arm.version, isShadow: arm.arm.isShadow)
        let place = open.firstIndex { $0.wanted == wanted && $0.version.watched == watched }
        if let place, open[place].version.baselineDigest == arm.baselineDigest {
            open[place].version.add(arm)
            return
        }
        // While scorers load a new baseline a pane may have both: the old one holds meanwhile.
        if let place {
            let held = open[place].version.baselineDigest
            let isThere = pane.arms.contains {
                $0.baselineDigest == held && $0.counters != nil
                    && $0.arm.version == watched.version && $0.arm.isShadow == watched.isShadow
            }
            if isThere { return }
            open.remove(at: place)
        }
        guard open.count < Self.mostOpen else { return }
        var version = VersionWindow(watched)
        version.baselineDigest = arm.baselineDigest
        version.add(arm)
        open.append(Open(wanted: wanted, startMs: pane.startMs, version: version))
    }
}
