internal import Observation
internal import Operations
internal import Records
internal import Rollout

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
        windowsRows = monitor.windowsRows
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
        contractShare = monitor.thresholds.contract
        clockShare = monitor.thresholds.clock
        meanShift = monitor.thresholds.meanShift
        lossGrowth = monitor.thresholds.lossGrowth
        qualityLabels = monitor.thresholds.qualityLabels
        labelCoverage = monitor.labels?.minCoverage ?? labelCoverage
    }
}

extension AlertSettings.Quorum {
    init(_ written: MonitorConfiguration.OutOf) throws(ObservationError) {
        try self.init(hits: written.count, windows: written.windows)
    }
}

extension DeploymentState {
    /// A deployment that no control log has, as the configuration has it: nothing can be commanded.
    ///
    /// - Returns: nil for one that a control log would not take either.
    static func configured(_ deployment: DeploymentConfiguration) -> DeploymentState? {
        let input = deployment.input
        let command = Command(
            id: "configured",
            deployment: deployment.name,
            kind: .deploy(
                Declaration(
                    input: Declaration.Input(
                        topic: input.topic,
                        format: input.format == .f32 ? .f32 : .json,
                        id: input.id,
                        time: input.time,
                        features: input.features
                    ),
                    output: Declaration.Output(topic: deployment.output.topic),
                    model: deployment.model,
                    version: deployment.version
                )
            ),
            issuer: "monitor@configuration"
        )
        var log = ControlState()
        _ = log.apply(
            ControlRecord(
                offset: 0,
                timeMs: 0,
                key: Array(deployment.name.utf8),
                value: command.encoded()
            )
        )
        return log.deployments[deployment.name]
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

extension MonitorConfiguration.Labels {
    /// Where labels keep what.
    var layout: LabelLayout {
        get throws(RecordsError) {
            try LabelLayout(id: id, time: time, label: label, value: value)
        }
    }
}

extension MonitorConfiguration.Predictions {
    /// Where predictions of another scorer keep what.
    var layout: PredictionLayout {
        get throws(RecordsError) {
            try PredictionLayout(id: id, time: time, score: score, version: version)
        }
    }
}
