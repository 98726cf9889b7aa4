import DriftMonitor
import Observation

/// Without a change: reports of so many rows with a finding that is sure, and with a verdict.
func reports(_ kind: String, rows: Int, runs: Int, window: () throws -> (Baseline, Counters)) throws {
    var (sure, verdicts) = (0, 0)
    for _ in 0..<runs {
        let (baseline, counters) = try window()
        let findings = try DriftReport(baseline, counters).entries.flatMap(\.findings)
        if findings.contains(where: { $0.verdict != .insufficientData && $0.adjustedP <= 0.05 }) {
            sure += 1
        }
        if findings.contains(where: { $0.verdict >= .warning }) { verdicts += 1 }
    }
    print(
        #"{"kind":"\#(kind)","rows":\#(rows),"runs":\#(runs),"sure":\#(sure),"verdicts":\#(verdicts)}"#)
}

/// Without a change: alerts in so many days of minutes, hours and days at the defaults.
func quiet(
    _ kind: String, rows: Int, days: Int, on stage: Stage, minute draw: () throws -> Counters
) throws {
    var book = stage.book(windowsMs: AlertSettings().windowsMs)
    var rules: [String] = []
    for minute in 0..<(days * 1_440) {
        let alerts = book.run(stage.pane(minute, try draw()), quality: [])
        rules += alerts.filter { $0.state == .firing }.map { "\"\($0.rule)\"" }
    }
    print(
        #"{"kind":"\#(kind)","rows":\#(rows),"days":\#(days),"alerts":[\#(rules.joined(separator: ","))]}"#)
}

/// With a change of one feature from the first minute on: the minute of its alert in each run, 0 where
/// there is none within the horizon, and alerts of other features.
func power(_ change: World.Change, rows: Int, runs: Int, horizon: Int) throws {
    var delays: [Int] = []
    var others = 0
    for run in 0..<runs {
        var random = Random(10_000 + run)
        let world = try World(&random)
        var book = world.stage.book(windowsMs: [60_000, 3_600_000])
        let subject = "f\(World.changedFeature(change))"
        var delay = 0
        for minute in 0..<horizon where delay == 0 {
            let counters = try world.draw(rows, &random, change)
            let firing = book.run(world.stage.pane(minute, counters), quality: [])
                .filter { $0.state == .firing && $0.rule != "data" }
            if firing.contains(where: { $0.subject == subject }) { delay = minute + 1 }
            others += firing.count { $0.subject != subject }
        }
        delays.append(delay)
    }
    let text = delays.map(String.init).joined(separator: ",")
    print(
        #"{"kind":"power","change":"\#(change.rawValue)","rows":\#(rows),"horizon":\#(horizon),"others":\#(others),"delays":[\#(text)]}"#
    )
}

@main struct DriftSimulation {
    static func main() throws {
        let words = CommandLine.arguments.dropFirst()
        let number = words.dropFirst().compactMap { Int($0) }
        var random = Random(number.first ?? 0)
        switch (words.first, number.count) {
        case ("reports", 2):
            try reports("reports", rows: number[0], runs: number[1]) {
                // A new baseline each time: its own noise is part of the error.
                let world = try World(&random)
                return (world.stage.baseline, try world.draw(number[0], &random))
            }
        case ("resampled", 2):
            let real = try RealRows(path: words.last ?? "")
            try reports("resampled", rows: number[0], runs: number[1]) {
                (real.stage.baseline, try real.draw(number[0], &random))
            }
        case ("quiet", 2):
            var random = Random(1_000 + number[0])
            let world = try World(&random)
            try quiet("quiet", rows: number[0], days: number[1], on: world.stage) {
                try world.draw(number[0], &random)
            }
        case ("resampled-quiet", 2):
            let real = try RealRows(path: words.last ?? "")
            try quiet("resampled-quiet", rows: number[0], days: number[1], on: real.stage) {
                try real.draw(number[0], &random)
            }
        case ("power", 3):
            for change in World.Change.allCases {
                try power(change, rows: number[0], runs: number[1], horizon: number[2])
            }
        case ("speed", 2):
            try speed(rows: number[0], panes: number[1], change: nil)
            try speed(rows: number[0], panes: number[1], change: .shift05)
        default:
            print(
                "usage: DriftSimulation reports ROWS RUNS | resampled ROWS RUNS FILE | quiet ROWS DAYS | "
                    + "resampled-quiet ROWS DAYS FILE | power ROWS RUNS HORIZON | speed ROWS PANES")
        }
    }
}
