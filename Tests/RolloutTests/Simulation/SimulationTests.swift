import Foundation
import Rollout
import Testing

/// `STREAM_SCORER_SIMULATION_SEED=N` replays one run; `STREAM_SCORER_SIMULATION_RUNS=N` sets the
/// number, `STREAM_SCORER_SIMULATION_FIRST=N` the first seed.
struct SimulationTests {
    private static func number(_ name: String) -> UInt64? {
        ProcessInfo.processInfo.environment["STREAM_SCORER_SIMULATION_" + name].flatMap(UInt64.init)
    }

    /// Parts that run side by side.
    private static let parts: UInt64 = 4

    @Test(arguments: 0..<parts)
    func `any interleaving ends in the same state and routes as the reference does`(part: UInt64) {
        let only = Self.number("SEED")
        if only != nil, part > 0 { return }
        let runs = only == nil ? (Self.number("RUNS") ?? 10_000) / Self.parts : 1
        let first = only ?? (Self.number("FIRST") ?? 1) + part * runs
        print("simulation: seeds \(first) to \(first + runs - 1)")
        var tally: [String: Int] = [:]
        var failures = 0
        for seed in first..<first + runs where failures < 5 {
            var run = SimulatedRun(seed: seed)
            do throws(BrokenRule) {
                try run.run()
            } catch {
                failures += 1
                Issue.record(
                    "\(error). Replay: STREAM_SCORER_SIMULATION_SEED=\(seed) swift test --filter Simulation"
                )
            }
            tally.merge(run.tally, uniquingKeysWith: +)
        }
        let lines = tally.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
        print("simulation: " + lines.joined(separator: ", "))
        guard only == nil, runs >= 1_000 else { return }
        // Every kind was accepted and refused, or the simulation shows little.
        for kind in Command.kinds {
            #expect(tally[kind + " accepted", default: 0] > 0, "\(kind) was never accepted")
        }
        #expect(tally["spoiled rejected", default: 0] > 0)
    }
}
