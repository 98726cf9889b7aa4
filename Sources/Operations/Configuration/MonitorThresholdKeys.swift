/// From which size on a change is alerted of: the section `monitor.thresholds`.
enum MonitorThresholdKeys {
    static let thresholds = ConfigurationKey(
        "monitor.thresholds",
        .section,
        "From which size on a change is worth a warning, and how sure it has to be."
    )
    static let psi = size("psi", 0.1, "The debiased population stability index of a distribution.")
    static let nullRate = size("null_rate", 0.02, "The change of the rate of nulls.")
    static let outside = size("outside", 0.01, "The share of values outside the baseline's range.")
    static let unseen = size(
        "unseen",
        0.01,
        "The share of categories that the model does not know, above the baseline's."
    )
    static let criticalFactor = ConfigurationKey(
        "monitor.thresholds.critical_factor",
        .number(1...1_000, default: 2.5),
        "So many times a warning's size is critical."
    )
    static let falseDiscoveries = ConfigurationKey(
        "monitor.thresholds.false_discoveries",
        .number(0.000001...0.5, default: 0.05),
        "The share of a window's findings that may be false (Benjamini and Hochberg's q)."
    )
    static let minRows = ConfigurationKey(
        "monitor.thresholds.min_rows",
        .whole(1...1_000_000_000, default: 100),
        unit: "rows",
        "Rows that a window needs at least to be judged."
    )

    static let contract = share(
        "contract",
        0.01,
        "The share of events that may be undecodable, or refused by their version."
    )
    static let clock = share(
        "clock",
        0.05,
        "The share of events that may come late, too far ahead or without a time."
    )
    static let meanShift = size(
        "mean_shift",
        0.25,
        "How far the mean of scores or losses has to move for a change of level, in standard"
            + " deviations of single values."
    )
    static let lossGrowth = size(
        "loss_growth",
        0.1,
        "How much a version's mean loss may grow above that of its first labels, as a share of it."
    )
    static let qualityLabels = ConfigurationKey(
        "monitor.thresholds.quality_labels",
        .whole(100...1_000_000_000, default: 500),
        unit: "labels",
        "Labelled predictions by which a version's loss is judged at a time; its first four times as"
            + " many are what it is compared with."
    )

    static let all = [
        thresholds, psi, nullRate, outside, unseen, criticalFactor, falseDiscoveries, minRows,
        contract, clock, meanShift, lossGrowth, qualityLabels,
    ]

    private static func share(
        _ name: String,
        _ standard: Double,
        _ meaning: String
    ) -> ConfigurationKey {
        ConfigurationKey(
            "monitor.thresholds.\(name)",
            .number(0.000001...0.999999, default: standard),
            meaning
        )
    }

    private static func size(
        _ name: String,
        _ standard: Double,
        _ meaning: String
    ) -> ConfigurationKey {
        ConfigurationKey(
            "monitor.thresholds.\(name)",
            .number(0.000001...1_000, default: standard),
            meaning
        )
    }
}

/// How findings become alerts: the section `monitor.alerts`.
enum MonitorAlertKeys {
    static let alerts = ConfigurationKey(
        "monitor.alerts",
        .section,
        "How findings of windows become alerts. Windows of one length are counted by themselves."
    )
    static let warning = ConfigurationKey(
        "monitor.alerts.warning",
        .text(.outOf, default: "3 of 3"),
        "In how many of the last windows there has to be a warning before one fires."
    )
    static let critical = ConfigurationKey(
        "monitor.alerts.critical",
        .text(.outOf, default: "2 of 2"),
        "The same for what is critical."
    )
    static let clearWindows = ConfigurationKey(
        "monitor.alerts.clear_windows",
        .whole(1...1_000, default: 3),
        unit: "windows",
        "In so many windows in a row it has to be smaller before an alert resolves."
    )
    static let clearFactor = ConfigurationKey(
        "monitor.alerts.clear_factor",
        .number(0.01...1, default: 0.8),
        "Smaller than this share of the threshold is small enough for that."
    )
    static let cooldownWindows = ConfigurationKey(
        "monitor.alerts.cooldown_windows",
        .whole(0...1_000, default: 3),
        unit: "windows",
        "For so many windows after it resolved the same alert does not fire again."
    )
    static let groupShare = ConfigurationKey(
        "monitor.alerts.group_share",
        .number(0.01...1, default: 0.3),
        "When so many of the features fire in one window, one alert speaks for all of them."
    )

    static let all = [
        alerts, warning, critical, clearWindows, clearFactor, cooldownWindows, groupShare,
    ]
}

/// Where labels come from: the section `monitor.labels`.
enum MonitorLabelKeys {
    static let labels = ConfigurationKey(
        "monitor.labels",
        .section,
        "Where labels come from. Without the section there are none, and quality is not measured."
    )
    static let topic = ConfigurationKey(
        "monitor.labels.topic",
        .text(.topic, default: "labels"),
        "Topic of the labels."
    )
    static let id = pointer("id", "/id", "the event's id")
    static let time = pointer("time", "/ts", "the time at which the label became known")
    static let label = pointer("label", "/label", "the label: 0 or 1, a class, or a value")
    static let value = pointer("value", "/value", "what the event was worth, where it is told")
    static let sample = ConfigurationKey(
        "monitor.labels.sample",
        .number(0.000001...1, default: 1),
        "The share of events whose predictions and labels are joined; which ones, their ids decide."
    )
    static let maxAgeMs = ConfigurationKey(
        "monitor.labels.max_age_ms",
        .whole(1_000...31_536_000_000, default: 86_400_000),
        unit: "ms",
        "How long after its event a label is waited for."
    )
    static let minCoverage = ConfigurationKey(
        "monitor.labels.min_coverage",
        .number(0...1, default: 0.9),
        "A pane is judged as soon as this share of its predictions have labels, else at"
            + " `max_age_ms`."
    )
    static let maxJoins = ConfigurationKey(
        "monitor.labels.max_joins",
        .whole(1_000...100_000_000, default: 1_000_000),
        unit: "predictions",
        "Predictions that wait for their labels at most; beyond, the oldest are given up, and"
            + " counted."
    )

    static let all = [
        labels, topic, id, time, label, value, sample, maxAgeMs, minCoverage, maxJoins,
    ]

    private static func pointer(
        _ name: String,
        _ standard: String,
        _ meaning: String
    ) -> ConfigurationKey {
        ConfigurationKey(
            "monitor.labels.\(name)",
            .text(.pointer, default: standard),
            "JSON pointer to \(meaning)."
        )
    }
}
