import DriftMonitor
import Observation
import Rollout

/// A deployment under the judge: its control log, and every command carried out.
struct World {
    var log = ControlState()
    var judge = RolloutJudge(deployment: "d")
    var nowMs: Int64
    let paneMs: Int64
    var commands: [Command] = []

    init(policy: String, paneMs: Int64 = 60_000, startMs: Int64 = 1_364_774_400_000) {
        self.paneMs = paneMs
        nowMs = startMs
        send(
            #""kind":"deploy","input":{"topic":"f"},"output":{"topic":"p"},"model":"m","version":"v1","policy":\#(policy)"#
        )
    }

    var state: DeploymentState { log.deployments["d"]! }

    mutating func send(_ members: String) {
        apply(Array(#"{"id":"c\#(log.nextOffset)","deployment":"d","issuer":"a@b",\#(members)}"#.utf8))
    }

    private mutating func apply(_ value: [UInt8]) {
        let outcome = log.apply(
            ControlRecord(offset: log.nextOffset, timeMs: nowMs, key: nil, value: value)
        )
        guard outcome.verdict == .accepted else { fatalError("\(outcome.verdict)") }
    }

    @discardableResult
    mutating func pane(_ arms: [ArmCounters], quality: [QualityPane]) -> [Decision] {
        var pane = ClosedPane(startMs: nowMs, endMs: nowMs + paneMs)
        pane.arms = arms.sorted { $0.arm < $1.arm }
        nowMs += paneMs
        let made = judge.run(pane, quality: quality, firing: [], deployment: state)
        for command in made.flatMap({ $0.commands(monitor: "m", nowMs: nowMs) }) {
            commands.append(command)
            apply(command.encoded())
        }
        return made
    }

    static func arm(
        _ version: String,
        _ route: String,
        rows: Int,
        failed: Int = 0,
        refused: Int = 0,
        slow: Int = 0
    ) -> ArmCounters {
        var durations = [Int](repeating: 0, count: DurationBins.count)
        durations[DurationBins.index(ofNanoseconds: 1_000_000)] = rows - slow
        durations[DurationBins.index(ofNanoseconds: 400_000_000)] = slow
        return ArmCounters(
            arm: Arm(version: version, route: route),
            rows: rows,
            failed: failed,
            refused: refused,
            durations: durations
        )
    }
}
