internal import Observation
internal import Operations

extension MergeRules {
    /// What the configuration says.
    init(_ configuration: ServeConfiguration) {
        let observe = configuration.observing
        self.init(
            paneMs: observe.map { Int64($0.paneMs) } ?? Self.standard.paneMs,
            latenessMs: observe.map { Int64($0.latenessMs) } ?? Self.standard.latenessMs,
            maxJumpMs: observe.map { Int64($0.maxJumpMs) } ?? Self.standard.maxJumpMs,
            idleMs: UInt64(configuration.monitor.idleMs),
            labelAgeMs: configuration.monitor.labels?.maxAgeMs ?? 0
        )
    }

    /// Where nothing is configured: the defaults of `observe`.
    private static let standard = MergeRules()
}

extension AlertSettings {
    /// What the configuration says.
    ///
    /// - Throws: `ObservationError` for a setting out of its range.
    init(_ monitor: MonitorConfiguration) throws(ObservationError) {
        self.init()
        windowsMs = monitor.windowsMs
        thresholds = DriftThresholds(
            stability: monitor.thresholds.stability,
            nullRate: monitor.thresholds.nullRate,
            outside: monitor.thresholds.outside,
            unseen: monitor.thresholds.unseen,
            criticalFactor: monitor.thresholds.criticalFactor,
            falseDiscoveries: monitor.thresholds.falseDiscoveries,
            leastRows: monitor.thresholds.leastRows
        )
        warning = try Quorum(monitor.alerts.warning)
        critical = try Quorum(monitor.alerts.critical)
        clearWindows = monitor.alerts.clearWindows
        clearFactor = monitor.alerts.clearFactor
        cooldownWindows = monitor.alerts.cooldownWindows
        groupShare = monitor.alerts.groupShare
        labelCoverage = monitor.labels?.minCoverage ?? labelCoverage
    }
}

extension AlertSettings.Quorum {
    init(_ written: MonitorConfiguration.OutOf) throws(ObservationError) {
        try self.init(hits: written.count, windows: written.windows)
    }
}

extension JoinSettings {
    /// What the configuration says.
    init(_ labels: MonitorConfiguration.Labels, kind: QualityKind) {
        self.init(
            kind: kind,
            sample: labels.sample,
            maxAgeMs: labels.maxAgeMs,
            minCoverage: labels.minCoverage,
            maxJoins: labels.maxJoins
        )
    }
}
