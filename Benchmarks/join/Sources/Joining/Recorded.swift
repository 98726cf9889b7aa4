import DriftMonitor
import Foundation
import Observation
import Operations
import Records

/// Predictions and labels of files, in panes of an hour.
enum Recorded {
    static let paneMs: Int64 = 3_600_000

    /// Prints the quality of each version and month: the months of the predictions' times, in UTC.
    static func printQuality(predictions: String, labels: String) throws {
        var intake = RecordIntake(try LabelLayout())
        var panes: [Int64: ClosedPane] = [:]
        func pane(at time: Int64) -> Int64 {
            let start = time - time % paneMs
            if panes[start] == nil {
                panes[start] = ClosedPane(startMs: start, endMs: start + paneMs)
            }
            return start
        }
        let served = try LineSource(path: predictions)
        while let line = try served.next() {
            let found = try intake.prediction(Array(line).span.bytes).prediction
            panes[pane(at: found.timeMs)]?.predictions.append(found)
        }
        let outcomes = try LineSource(path: labels)
        while let line = try outcomes.next() {
            let found = try intake.label(Array(line).span.bytes, recordTimeMs: 0)
            panes[pane(at: found.timeMs)]?.labels.append(found)
        }
        var join = LabelJoin(
            JoinSettings(
                kind: .probability,
                maxAgeMs: 5 * 86_400_000,
                minCoverage: 1,
                maxJoins: 10_000_000
            )
        )
        var months: [String: QualitySums] = [:]
        let last = (panes.keys.max() ?? 0) + 30 * 86_400_000
        panes[last] = ClosedPane(startMs: last, endMs: last + paneMs)
        for start in panes.keys.sorted() {
            for judged in panes[start].map({ join.run($0) }) ?? [] {
                for arm in judged.arms {
                    months[
                        "\(arm.arm.version) \(month(judged.startMs))",
                        default: QualitySums(.probability)
                    ]
                    .add(arm.sums)
                }
            }
        }
        for (name, sums) in months.sorted(by: { $0.key < $1.key }) {
            let words = name.split(separator: " ")
            let figures = sums.figures
            print(
                #"{"version":"\#(words[0])","month":\#(words[1]),"rows":\#(sums.count),"log_loss":\#(figures[.logLoss] ?? .nan),"roc_auc":\#(figures[.rocAUC] ?? .nan)}"#
            )
        }
        print(#"{"counts":"\#(join.counts)"}"#)
    }

    private static func month(_ time: Int64) -> Int {
        var seconds = time_t(time / 1_000)
        var parts = tm()
        gmtime_r(&seconds, &parts)
        return Int(parts.tm_mon) + 1
    }
}
