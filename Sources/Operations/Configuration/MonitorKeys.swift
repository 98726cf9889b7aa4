/// The keys of the section that `monitor` reads, in the order of the documentation.
enum MonitorKeys {
    static let monitor = ConfigurationKey(
        "monitor",
        .section,
        "What `monitor` does. Every key has a default; `serve` passes the section over."
    )
    static let name = ConfigurationKey(
        "monitor.name",
        .text(.name, default: "monitor"),
        "Names the monitor. Its transactional id is `stream-scorer-monitor-NAME`: a second one of"
            + " the same name fences the first, which ends. What it keeps is kept by this name."
    )
    static let deployments = ConfigurationKey(
        "monitor.deployments",
        .texts(.name, default: []),
        computedDefault: "every one on the control log",
        "The deployments that are watched."
    )
    static let windows = ConfigurationKey(
        "monitor.windows",
        .texts(.window, default: ["1m", "1h", "1d"]),
        computedDefault: "those of `1m`, `1h`, `1d` that are multiples of the pane",
        "Lengths of the windows that are judged: whole multiples of `observe.pane_ms`, each a"
            + " multiple of the one before; and `rows:N`, a window of each version by itself, which"
            + " ends with the pane in which its N rows are full."
    )
    static let idleMs = ConfigurationKey(
        "monitor.idle_ms",
        .whole(100...3_600_000, default: 10_000),
        unit: "ms",
        "For how long a partition whose end is reached is waited for. After that the others go on"
            + " without it, and what it then brings for panes that were closed counts as late."
    )
    static let snapshotIntervalMs = ConfigurationKey(
        "monitor.snapshot_interval_ms",
        .whole(100...600_000, default: 5_000),
        unit: "ms",
        "How often the state is kept when there is nothing to alert of; with an alert it is kept at"
            + " once. A restart reads again what came since."
    )
    static let source = ConfigurationKey(
        "monitor.source",
        .choice(["observations", "topics"], default: "observations"),
        "`observations`: what the scorer has counted (`observe`). `topics`: the monitor counts the"
            + " deployments' topics of features and predictions itself, whoever scores"
            + " ([operations.md](operations.md#without-the-scorer))."
    )
    static let topics = ConfigurationKey("monitor.topics", .section, "Names of its own topics.")
    static let stateTopic = ConfigurationKey(
        "monitor.topics.state",
        .text(.topic, default: "monitor-state"),
        "What it keeps for a restart. Compacted."
    )
    static let http = ConfigurationKey(
        "monitor.http",
        .section,
        "Its own health and metrics; `serve` has others beside it."
    )
    static let httpHost = ConfigurationKey(
        "monitor.http.host",
        .text(.label, default: "127.0.0.1"),
        "Address to listen on."
    )
    static let httpPort = ConfigurationKey(
        "monitor.http.port",
        .whole(0...65_535, default: 8081),
        "Port to listen on; 0 takes a free one and logs it."
    )

    /// Every key, in the order of the documentation.
    static let all: [ConfigurationKey] =
        [
            monitor, name, deployments, windows, idleMs, snapshotIntervalMs, source, topics,
            stateTopic, http, httpHost, httpPort,
        ] + MonitorPredictionKeys.all + MonitorThresholdKeys.all + MonitorAlertKeys.all
        + MonitorLabelKeys.all
}
