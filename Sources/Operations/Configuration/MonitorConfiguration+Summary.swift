extension MonitorConfiguration {
    /// The effective section in the file's form, one key a line.
    var lines: [String] {
        [
            "monitor:", "  name: \(name)",
            "  deployments: [\(deployments.joined(separator: ", "))]",
            "  windows: ["
                + (windowsMs.map { "\($0)ms" } + windowsRows.map { "rows:\($0)" })
                .joined(separator: ", ") + "]",
            "  idle_ms: \(idleMs)", "  snapshot_interval_ms: \(snapshotIntervalMs)",
            "  source: \(source.rawValue)", "  topics: {state: \(stateTopic)}",
            "  http: {host: \(JSONText.quoted(http.host)), port: \(http.port)}",
            "  thresholds: {psi: \(thresholds.stability), null_rate: \(thresholds.nullRate),"
                + " outside: \(thresholds.outside), unseen: \(thresholds.unseen),"
                + " critical_factor: \(thresholds.criticalFactor),"
                + " false_discoveries: \(thresholds.falseDiscoveries),"
                + " min_rows: \(thresholds.leastRows), contract: \(thresholds.contract),"
                + " clock: \(thresholds.clock), mean_shift: \(thresholds.meanShift),"
                + " loss_growth: \(thresholds.lossGrowth),"
                + " quality_labels: \(thresholds.qualityLabels)}",
            "  alerts: {warning: \(alerts.warning.text), critical: \(alerts.critical.text),"
                + " clear_windows: \(alerts.clearWindows), clear_factor: \(alerts.clearFactor),"
                + " cooldown_windows: \(alerts.cooldownWindows), group_share: \(alerts.groupShare)}",
        ] + (predictions.map { [$0.line] } ?? []) + (labels.map { [$0.line] } ?? [])
    }
}

extension MonitorConfiguration.OutOf {
    /// `K of N`.
    var text: String { "\(count) of \(windows)" }
}

extension MonitorConfiguration.Predictions {
    fileprivate var line: String {
        "  predictions: {id: \(JSONText.quoted(id)), time: \(JSONText.quoted(time)),"
            + " score: \(JSONText.quoted(score)), version: \(JSONText.quoted(version))}"
    }
}

extension MonitorConfiguration.Labels {
    fileprivate var line: String {
        "  labels: {topic: \(topic), id: \(JSONText.quoted(id)), time: \(JSONText.quoted(time)),"
            + " label: \(JSONText.quoted(label)), value: \(JSONText.quoted(value)),"
            + " sample: \(sample), max_age_ms: \(maxAgeMs), min_coverage: \(minCoverage),"
            + " max_joins: \(maxJoins)}"
    }
}
