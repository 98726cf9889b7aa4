public import Operations

/// The metrics that the monitor has besides those of its process.
public enum MonitorMetricFamilies {
    static let panes = MetricFamily(
        .counter,
        "stream_scorer_monitor_panes_total",
        help: "Panes of event time that were closed and judged.",
        labels: ["deployment"]
    )
    static let closedTo = MetricFamily(
        .gauge,
        "stream_scorer_monitor_closed_to_seconds",
        help: "The event time up to which panes are closed, in Unix seconds.",
        labels: ["deployment"]
    )
    static let delay = MetricFamily(
        .gauge,
        "stream_scorer_monitor_delay_seconds",
        help: "How far the closed panes are behind the newest event time that was read.",
        labels: ["deployment"]
    )
    static let passedOver = MetricFamily(
        .gauge,
        "stream_scorer_monitor_passed_over_records",
        help: "Records that are in no pane since the start: late, ahead, untimed or unusable.",
        labels: ["deployment", "input", "reason"]
    )
    static let rejected = MetricFamily(
        .counter,
        "stream_scorer_monitor_rejected_records_total",
        help: "Records of the input topics that could not be read and were passed over.",
        labels: ["input"]
    )
    static let lag = MetricFamily(
        .gauge,
        "stream_scorer_monitor_lag_records",
        help: "Records of a partition that have not been read.",
        labels: ["topic", "partition"]
    )
    static let commits = MetricFamily(
        .counter,
        "stream_scorer_monitor_commits_total",
        help: "Transactions in which alerts, commands and the state were written."
    )
    static let stateBytes = MetricFamily(
        .gauge,
        "stream_scorer_monitor_state_bytes",
        help: "Size of the records of the last transaction."
    )
    static let alerts = MetricFamily(
        .counter,
        "stream_scorer_alerts_total",
        help: "Alerts that were written: changes of state.",
        labels: ["deployment", "rule", "severity", "state"]
    )
    static let firing = MetricFamily(
        .gauge,
        "stream_scorer_alerts_firing",
        help: "Alerts that hold now.",
        labels: ["deployment", "severity"]
    )
    static let commands = MetricFamily(
        .counter,
        "stream_scorer_monitor_commands_total",
        help: "Commands that the monitor wrote to the control log.",
        labels: ["deployment", "kind"]
    )
    static let drift = MetricFamily(
        .gauge,
        "stream_scorer_drift_statistic",
        help: "A subject's statistic in the newest of the shortest windows.",
        labels: ["deployment", "version", "subject", "test"]
    )
    static let quality = MetricFamily(
        .gauge,
        "stream_scorer_quality",
        help:
            "A figure of quality: source `labels` in the newest of the shortest windows whose labels are "
            + "complete; `estimated` in the newest window, which assumes that events with such scores "
            + "still have the labels they had in training and cannot see that the relation itself has "
            + "changed.",
        labels: ["deployment", "version", "metric", "source"]
    )
    static let estimateError = MetricFamily(
        .gauge,
        "stream_scorer_quality_estimate_error",
        help:
            "The standard deviation, by chance alone, of the realised figure from the estimated one.",
        labels: ["deployment", "version", "metric"]
    )
    static let labelDelay = MetricFamily(
        .gauge,
        "stream_scorer_label_delay_seconds",
        help: "How long after their events the labels of that window came: quantiles.",
        labels: ["deployment", "version", "quantile"]
    )
    static let coverage = MetricFamily(
        .gauge,
        "stream_scorer_label_coverage_ratio",
        help: "The share of the predictions of that window that have labels.",
        labels: ["deployment", "version"]
    )
    static let joins = MetricFamily(
        .gauge,
        "stream_scorer_label_joins",
        help: "What became of predictions and labels since the state began.",
        labels: ["deployment", "result"]
    )
    static let lossBound = MetricFamily(
        .gauge,
        "stream_scorer_rollout_loss_bound",
        help:
            "Ends of the interval of how much greater a version's mean loss is than its control's.",
        labels: ["deployment", "version", "kind", "bound"]
    )

    /// Every family, in the order of the documentation.
    public static let all = [
        panes, closedTo, delay, passedOver, rejected, lag, commits, stateBytes, alerts, firing,
        commands, drift, quality, estimateError, coverage, labelDelay, joins, lossBound,
    ]
}
