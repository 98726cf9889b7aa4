import DriftMonitor
import Foundation
import Observation
import Records

/// A million predictions in a hundred panes of a minute, and their labels some panes later.
enum Million {
    static let panes = 100
    static let rows = 10_000
    static let start: Int64 = 1_364_774_400_000

    /// Reads every value, joins, adds up windows, and prints CPU seconds of each part.
    ///
    /// - Parameter delay: panes from a prediction to its label; 100 for a table that holds all of them.
    static func run(rounds: Int, delay: Int) throws {
        let layout = try LabelLayout()
        var totals: [Double] = []
        for round in 1...rounds {
            var intake = RecordIntake(layout)
            var join = LabelJoin(JoinSettings(kind: .probability, maxJoins: 40_000_000))
            var windows = QualityWindows(lengthsMs: [60_000, 3_600_000], kind: .probability)
            var clock = Clock()
            var (loss, windowed) = (0.0, 0)
            for number in 0..<panes + delay {
                let begin = start + Int64(number) * 60_000
                var pane = ClosedPane(startMs: begin, endMs: begin + 60_000)
                let predictions = number < panes ? values(number) { prediction($0, $1) } : []
                let labels = number >= delay ? values(number - delay) { label($0, $1, delay) } : []
                clock.mark("made")
                for value in predictions {
                    pane.predictions.append(try intake.prediction(value.span.bytes).prediction)
                }
                clock.mark("predictions read")
                for value in labels {
                    pane.labels.append(try intake.label(value.span.bytes, recordTimeMs: begin))
                }
                clock.mark("labels read")
                let judged = join.run(pane)
                clock.mark("joined")
                for filled in windows.add(
                    judged,
                    closedMs: pane.endMs,
                    unjudged: join.unjudged
                )
                where filled.endMs - filled.startMs == 60_000 {
                    loss += filled.figures[.logLoss] ?? 0
                    windowed += filled.sums.count
                }
                clock.mark("windows")
            }
            precondition(join.counts.joined == panes * rows && windowed == panes * rows)
            let parts = clock.parts.filter { $0.name != "made" }
            let total = parts.reduce(0) { $0 + $1.seconds }
            totals.append(total)
            let text = parts.map { "\($0.name) \(rounded($0.seconds)) s" }.joined(separator: ", ")
            print(
                "round \(round): \(rounded(total)) CPU s (\(text)), mean loss \(rounded(loss / Double(panes)))"
            )
        }
        totals.sort()
        print(
            "\(panes * rows) joins, both records read: median \(rounded(totals[totals.count / 2])) CPU s (\(rounded(totals[0])) to \(rounded(totals[totals.count - 1]))), peak memory \(peakMegabytes()) MB"
        )
    }

    private static func values(_ pane: Int, _ make: (Int, Int) -> String) -> [[UInt8]] {
        (0..<rows).map { Array(make(pane, $0).utf8) }
    }

    private static func id(_ pane: Int, _ row: Int) -> String {
        "UA\(row)-EWR-20130401T\(10_000 + pane)"
    }

    private static func score(_ row: Int) -> Double { Double(row * 7_919 % 10_007) / 10_007 }

    private static func prediction(_ pane: Int, _ row: Int) -> String {
        let time = start + Int64(pane) * 60_000 + Int64(row) * 6
        return
            #"{"id":"\#(id(pane, row))","ts":\#(time),"deployment":"flights","model":"delay","version":"v1","route":"champion","revision":17,"prediction":\#(score(row))}"#
    }

    private static func label(_ pane: Int, _ row: Int, _ delay: Int) -> String {
        let time = start + Int64(pane + delay) * 60_000 + Int64(row) * 6
        let late = Double(row * 104_729 % 1_009) / 1_009 < score(row)
        return
            #"{"id":"\#(id(pane, row))","ts":\#(time),"key":"N14228","label":\#(late ? 1 : 0),"value":\#(row % 90)}"#
    }
}

/// CPU seconds of this process, part by part.
private struct Clock {
    private(set) var parts: [(name: String, seconds: Double)] = []
    private var last = Self.now()

    mutating func mark(_ name: String) {
        let now = Self.now()
        if let place = parts.firstIndex(where: { $0.name == name }) {
            parts[place].seconds += now - last
        } else {
            parts.append((name, now - last))
        }
        last = Self.now()
    }

    private static func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}

private func rounded(_ seconds: Double) -> Double { (seconds * 1_000).rounded() / 1_000 }

private func peakMegabytes() -> Int {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return usage.ru_maxrss / 1_024
}
