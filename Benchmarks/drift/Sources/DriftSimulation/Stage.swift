import DriftMonitor
import Observation

/// Where windows are judged: a baseline and what is made of counters beside it.
struct Stage {
    let baseline: Baseline
    let digest: String

    init(_ baseline: Baseline) {
        self.baseline = baseline
        digest = baseline.digest
    }

    /// A book of windows of these lengths, at the defaults.
    func book(windowsMs: [Int64]) -> AlertBook {
        var settings = AlertSettings()
        settings.windowsMs = windowsMs
        var book = AlertBook(deployment: "d", settings: settings)
        book.baselines[digest] = baseline
        return book
    }

    /// A minute with these counters.
    func pane(_ minute: Int, _ counters: Counters) -> ClosedPane {
        var pane = ClosedPane(startMs: Int64(minute) * 60_000, endMs: Int64(minute + 1) * 60_000)
        pane.arms = [
            ArmCounters(
                arm: Arm(version: "v1", route: "champion"), baselineDigest: digest,
                rows: counters.rows, counters: counters)
        ]
        return pane
    }
}
