import DriftMonitor
import Foundation
import Observation
import Testing

/// Panes added up to windows.
@Suite struct StreamWindowsTests {
    static let minute: Int64 = 60_000

    static func arm(
        _ version: String,
        _ route: String,
        rows: Int,
        digest: String? = "a",
        cells: [Int]? = nil
    ) throws -> ArmCounters {
        ArmCounters(
            arm: Arm(version: version, route: route),
            baselineDigest: digest,
            rows: rows,
            failed: 1,
            refused: 2,
            counters: try Counters(rows: rows, cells: cells ?? [rows, 0, 0])
        )
    }

    static func pane(_ minutes: Int64, _ arms: [ArmCounters]) -> ClosedPane {
        var pane = ClosedPane(startMs: minutes * minute, endMs: (minutes + 1) * minute)
        pane.arms = arms
        pane.undecodable = 1
        pane.late = 2
        pane.ahead = 3
        pane.untimed = 4
        return pane
    }

    @Test func `each length fills at its multiples and holds the sum of its panes`() throws {
        var windows = StreamWindows(lengthsMs: [1, 5, 60].map { $0 * Self.minute })
        var filled: [FilledWindow] = []
        for minutes in Int64(3)..<120 {
            let arm = try Self.arm("v1", "champion", rows: Int(minutes))
            filled += windows.add(Self.pane(minutes, [arm]))
        }
        for window in filled {
            let (first, last) = (max(3, window.startMs / Self.minute), window.endMs / Self.minute)
            let rows = (first..<last).reduce(0) { $0 + Int($1) }
            #expect(window.startMs % window.lengthMs == 0)
            #expect(window.versions.map(\.rows) == [rows])
            #expect(window.versions[0].counters?.cells == [rows, 0, 0])
            #expect(window.intake.rows == rows)
            #expect(window.intake.undecodable == Int(last - first))
            #expect(window.intake.events == rows + 10 * Int(last - first))
        }
        #expect(filled.count { $0.lengthMs == Self.minute } == 117)
        #expect(filled.count { $0.lengthMs == 5 * Self.minute } == 24)
        #expect(filled.count { $0.lengthMs == 60 * Self.minute } == 2)
    }

    @Test func `routes of a version are one, its shadow is apart`() throws {
        var windows = StreamWindows(lengthsMs: [Self.minute])
        let filled = windows.add(
            Self.pane(
                0,
                [
                    try Self.arm("v2", "shadow", rows: 7), try Self.arm("v1", "rule:a", rows: 2),
                    try Self.arm("v1", "champion", rows: 1), try Self.arm("v2", "canary", rows: 4),
                ]
            )
        )
        let versions = try #require(filled.first).versions
        #expect(versions.map(\.watched.version) == ["v1", "v2", "v2"])
        #expect(versions.map(\.watched.isShadow) == [false, false, true])
        #expect(versions.map(\.rows) == [3, 4, 7])
        #expect(versions.map { $0.counters?.rows } == [3, 4, 7])
        #expect(filled[0].intake.rows == 7)
    }

    @Test func `a gap closes what was open before it`() throws {
        var windows = StreamWindows(lengthsMs: [1, 5].map { $0 * Self.minute })
        _ = windows.add(Self.pane(1, [try Self.arm("v1", "champion", rows: 5)]))
        let filled = windows.add(Self.pane(1_000_001, [try Self.arm("v1", "champion", rows: 6)]))
        #expect(filled.map(\.startMs) == [0, 1_000_001 * Self.minute])
        #expect(filled.map(\.lengthMs) == [5 * Self.minute, Self.minute])
        #expect(filled.map { $0.versions[0].rows } == [5, 6])
    }

    @Test func `counters of two baselines are never added`() throws {
        var windows = StreamWindows(lengthsMs: [1, 5].map { $0 * Self.minute })
        _ = windows.add(Self.pane(0, [try Self.arm("v1", "champion", rows: 5)]))
        // Some scorers have the new baseline, some the old one: the old one counts.
        let both = windows.add(
            Self.pane(
                1,
                [
                    try Self.arm("v1", "canary", rows: 8, digest: "b"),
                    try Self.arm("v1", "champion", rows: 6),
                ]
            )
        )
        #expect(both[0].versions[0].counters?.rows == 6)
        #expect(both[0].versions[0].rows == 14)
        #expect(both[0].versions[0].replacedDigest == nil)
        let changed = windows.add(
            Self.pane(2, [try Self.arm("v1", "champion", rows: 9, digest: "b", cells: [1, 8])])
        )
        #expect(changed[0].versions[0].replacedDigest == "a")
        #expect(changed[0].versions[0].baselineDigest == "b")
        var last: [FilledWindow] = []
        for minutes in Int64(3)..<5 {
            last = windows.add(
                Self.pane(
                    minutes,
                    [try Self.arm("v1", "champion", rows: 1, digest: "b", cells: [1, 0])]
                )
            )
        }
        #expect(last.map(\.lengthMs) == [1, 5].map { $0 * Self.minute })
        #expect(last[0].versions[0].replacedDigest == nil)
        #expect(last[1].versions[0].counters?.cells == [3, 8])
        #expect(last[1].versions[0].baselineDigest == "b")
        #expect(last[1].versions[0].rows == 30)
    }

    @Test func `a version without events is told for one longest window, then forgotten`() throws {
        var windows = StreamWindows(lengthsMs: [1, 5].map { $0 * Self.minute })
        _ = windows.add(Self.pane(0, [try Self.arm("v0", "champion", rows: 5)]))
        var seen: [Int64] = []
        for minutes in Int64(1)..<20 {
            let arm = try Self.arm("v1", "champion", rows: 1)
            for window in windows.add(Self.pane(minutes, [arm]))
            where window.lengthMs == Self.minute {
                let old = window.versions.first { $0.watched.version == "v0" }
                if let old {
                    #expect(old.rows == 0 && old.counters == nil)
                    seen.append(minutes)
                }
            }
        }
        #expect(seen == Array(1..<10))
    }

    @Test func `cells of another layout are left out`() throws {
        var windows = StreamWindows(lengthsMs: [Self.minute])
        let filled = windows.add(
            Self.pane(
                0,
                [
                    try Self.arm("v1", "canary", rows: 5),
                    try Self.arm("v1", "champion", rows: 5, cells: [1, 2]),
                ]
            )
        )
        #expect(filled[0].versions[0].counters?.rows == 5)
        #expect(filled[0].versions[0].rows == 10)
    }

    @Test func `a snapshot of fifty features goes on as if nothing had happened`() throws {
        var windows = StreamWindows(lengthsMs: [1, 60, 1_440].map { $0 * Self.minute })
        var random = SplitMix64(11)
        func arms() throws -> [ArmCounters] {
            try ["champion", "canary", "shadow"].map { route in
                var cells = (0..<(50 * 67)).map { _ in random.below(1_000) }
                cells[0] = 0
                return try Self.arm(route, route, rows: 1_000, cells: cells)
            }
        }
        for minutes in Int64(0)..<60 { _ = windows.add(Self.pane(minutes, try arms())) }
        _ = windows.add(Self.pane(60, try arms()))
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let data = try encoder.encode(windows)
        #expect(data.count < 4 << 20)
        var restored = try JSONDecoder().decode(StreamWindows.self, from: data)
        #expect(restored == windows)
        let next = Self.pane(61, try arms())
        #expect(restored.add(next) == windows.add(next))
        #expect(try encoder.encode(restored) == encoder.encode(windows))
    }
}
