import Foundation
import Observation

/// How fast records are read: 50 subjects of 67 cells, two arms, counts as of a tenth of a second.
enum RecordBench {
    static func run(rounds: Int) throws {
        let bytes = try record().encoded()
        var rates: [Double] = []
        for _ in 0..<rounds {
            let began = threadNanoseconds()
            for _ in 0..<1_000 { _ = try ObservationRecord(decoding: bytes) }
            rates.append(1e12 / (threadNanoseconds() - began))
        }
        print(
            String(
                format: "%d bytes, %.0f records a second, %.1f %% of a core for 1,000 a second",
                bytes.count,
                median(rates),
                1e5 / median(rates)
            )
        )
    }

    private static func record() throws -> ObservationRecord {
        var state: UInt64 = 1
        let arms = try ["canary", "champion"].map { route in
            var cells = [Int](repeating: 0, count: 50 * 67)
            for subject in 0..<50 {
                for _ in 0..<2_000 {
                    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                    cells[subject * 67 + Int(state >> 33) % 64] += 1
                }
            }
            return ArmCounters(
                arm: Arm(version: "v1", route: route),
                baselineDigest: "sha256:" + String(repeating: "0", count: 64),
                rows: 2_000,
                counters: try Counters(rows: 2_000, cells: cells)
            )
        }
        return ObservationRecord(
            deployment: "flights",
            partition: 0,
            fromOffset: 0,
            nextOffset: 4_000,
            clockMs: 60_000,
            paneMs: 60_000,
            latenessMs: 60_000,
            late: 0,
            ahead: 0,
            untimed: 0,
            panes: [ObservationRecord.PaneDelta(startMs: 60_000, undecodable: 0, arms: arms)]
        )
    }
}
