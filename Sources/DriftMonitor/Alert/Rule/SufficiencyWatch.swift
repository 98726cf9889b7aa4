internal import Observation
internal import Rollout

/// Whether there is enough to judge: too little is a state of its own, and not "steady".
///
/// A version has too little when windows of no length had enough rows, three times in a row each. The
/// stream has run dry when three of the shortest windows in a row are empty, shortly after one that
/// had enough; then the versions are not to blame, and say nothing.
struct SufficiencyWatch: Hashable, Codable, Sendable {
    /// The windows of one length.
    private struct Run: Hashable, Codable {
        let lengthMs: Int64
        var windows = 0
        var insufficient = 0
    }

    private struct Version: Hashable, Codable {
        let watched: WatchedVersion
        var runs: [Run] = []
    }

    /// Windows in a row from which on it is a state.
    private static let leastWindows = 3
    /// Windows back to one with enough rows, within which an empty stream has run dry.
    private static let recentWindows = 6

    private var versions: [Version] = []
    private var emptyWindows = 0
    private var windowsSinceEnough: Int?
    private var isDry = false

    /// What a window says; the shortest ones speak for all.
    mutating func judgements(of window: FilledWindow, _ settings: AlertSettings) -> [Judgement] {
        let least = settings.thresholds.leastRows
        let isShortest = window.lengthMs == settings.windowsMs[0]
        var judgements = isShortest ? [stream(window, least)] : []
        versions.removeAll { held in !window.versions.contains { $0.watched == held.watched } }
        guard window.intake.rows > 0 else { return judgements }
        for version in window.versions where version.baselineDigest != nil && version.rows > 0 {
            let rows = version.counters?.rows ?? 0
            let place = note(version.watched, window.lengthMs, isEnough: rows >= least)
            guard isShortest else { continue }
            judgements.append(judgement(version, place, window, least))
        }
        return judgements
    }

    private mutating func note(
        _ watched: WatchedVersion,
        _ lengthMs: Int64,
        isEnough: Bool
    ) -> Int {
        let place =
            versions.firstIndex { $0.watched == watched }
            ?? {
                versions.append(Version(watched: watched))
                return versions.count - 1
            }()
        let run =
            versions[place].runs.firstIndex { $0.lengthMs == lengthMs }
            ?? {
                versions[place].runs.append(Run(lengthMs: lengthMs))
                return versions[place].runs.count - 1
            }()
        versions[place].runs[run].windows += 1
        versions[place].runs[run].insufficient =
            isEnough ? 0 : versions[place].runs[run].insufficient + 1
        return place
    }

    private func judgement(
        _ version: VersionWindow,
        _ place: Int,
        _ window: FilledWindow,
        _ least: Int
    ) -> Judgement {
        let runs = versions[place].runs
        let telling = runs.filter { $0.windows >= Self.leastWindows }
        let isBlind =
            !telling.isEmpty && telling.allSatisfy { $0.insufficient >= Self.leastWindows }
            && !runs.contains { $0.insufficient == 0 }
        let isClear = runs.contains { $0.insufficient == 0 }
        let rows = version.counters?.rows ?? 0
        return Judgement(
            name: ConditionName(
                watched: version.watched,
                kind: .version,
                rule: .data,
                subject: "rows"
            ),
            span: .init(lengthMs: window.lengthMs, endMs: window.endMs),
            events: version.rows,
            vote: isBlind ? .warning : isClear ? .clear : .silent,
            statistic: "rows_missing",
            value: Double(max(0, least - rows)),
            warningFrom: 1,
            criticalFrom: Double(least),
            baselineDigest: version.baselineDigest,
            isImmediate: true,
            evidence: {
                [
                    ("formula", .string("min_rows - rows")), ("min_rows", .integer(least)),
                    ("rows", .integer(rows)),
                    (
                        "lengths",
                        .array(
                            runs.sorted { $0.lengthMs < $1.lengthMs }.map { run in
                                .object(of: [
                                    ("window_ms", .integer(run.lengthMs)),
                                    ("insufficient", .integer(run.insufficient)),
                                ])
                            }
                        )
                    ),
                ]
            }
        )
    }

    private mutating func stream(_ window: FilledWindow, _ least: Int) -> Judgement {
        let isEmpty = window.intake.events == 0
        emptyWindows = isEmpty ? emptyWindows + 1 : 0
        windowsSinceEnough =
            window.intake.events >= least ? 0 : windowsSinceEnough.map { $0 + 1 }
        let isRecent = windowsSinceEnough.map { $0 <= Self.recentWindows } == true
        isDry = emptyWindows >= Self.leastWindows && (isDry || isRecent)
        let empty = emptyWindows
        return Judgement(
            name: ConditionName(watched: nil, kind: .stream, rule: .data, subject: "stream"),
            span: .init(lengthMs: window.lengthMs, endMs: window.endMs),
            events: window.intake.events,
            vote: isDry ? .warning : isEmpty ? .silent : .clear,
            statistic: "empty_windows",
            value: Double(empty),
            warningFrom: Double(Self.leastWindows),
            criticalFrom: Double(Self.leastWindows),
            isImmediate: true,
            evidence: { [("formula", .string("windows in a row without an event"))] }
        )
    }
}
