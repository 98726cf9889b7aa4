internal import Yaml

extension MonitorConfiguration {
    /// Reads the section; an absent one gives the defaults.
    ///
    /// - Throws: `YamlError` that names file, line, column, key and remedy.
    static func read(
        _ top: ConfigurationSection,
        paneMs: Int64
    ) throws(YamlError) -> MonitorConfiguration {
        let section = try top.section(MonitorKeys.monitor)
        let http = try section.section(MonitorKeys.http)
        return MonitorConfiguration(
            name: try section.text(MonitorKeys.name),
            deployments: try section.texts(MonitorKeys.deployments),
            windowsMs: try windows(section, paneMs: paneMs),
            windowsRows: try windowsByRows(section),
            idleMs: try section.whole(MonitorKeys.idleMs),
            snapshotIntervalMs: try section.whole(MonitorKeys.snapshotIntervalMs),
            source: Source(rawValue: try section.choice(MonitorKeys.source)) ?? .observations,
            predictions: try predictions(section),
            stateTopic: try section.section(MonitorKeys.topics).text(MonitorKeys.stateTopic),
            http: ServeConfiguration.HTTPAddress(
                host: try http.text(MonitorKeys.httpHost),
                port: UInt16(try http.whole(MonitorKeys.httpPort))
            ),
            thresholds: try thresholds(section.section(MonitorThresholdKeys.thresholds)),
            alerts: try alerts(section.section(MonitorAlertKeys.alerts)),
            labels: try labels(section)
        )
    }

    private static func windows(
        _ section: ConfigurationSection,
        paneMs: Int64
    ) throws(YamlError) -> [Int64] {
        let key = MonitorKeys.windows
        let texts = try section.texts(key).filter { TextRule.spanMs($0) != nil }
        guard section.mapping[key.name] != nil else {
            let fitting = texts.compactMap(TextRule.spanMs).filter { $0 % paneMs == 0 }
            return fitting.isEmpty ? [paneMs] : fitting
        }
        let lengths = texts.compactMap(TextRule.spanMs)
        guard (1...8).contains(lengths.count) else {
            throw section.mapping.error(key.name, "1 to 8 spans are needed, `rows:N` beside them")
        }
        for (index, length) in lengths.enumerated() {
            let unit = index == 0 ? paneMs : lengths[index - 1]
            guard length % unit == 0, index == 0 || length > unit else {
                let before = index == 0 ? "observe.pane_ms (\(paneMs) ms)" : texts[index - 1]
                throw section.mapping.error(
                    key.name,
                    "\(texts[index]) is no whole multiple of \(before)"
                )
            }
        }
        return lengths
    }

    private static func windowsByRows(
        _ section: ConfigurationSection
    ) throws(YamlError) -> [Int] {
        let rows = try section.texts(MonitorKeys.windows).compactMap(TextRule.windowRows)
        guard rows.count <= 4, Set(rows).count == rows.count else {
            throw section.mapping.error(
                MonitorKeys.windows.name,
                "`rows:N` may stand 4 times, each with another N"
            )
        }
        return rows.sorted()
    }

    private static func thresholds(
        _ section: ConfigurationSection
    ) throws(YamlError) -> Thresholds {
        Thresholds(
            stability: try section.number(MonitorThresholdKeys.psi),
            nullRate: try section.number(MonitorThresholdKeys.nullRate),
            outside: try section.number(MonitorThresholdKeys.outside),
            unseen: try section.number(MonitorThresholdKeys.unseen),
            criticalFactor: try section.number(MonitorThresholdKeys.criticalFactor),
            falseDiscoveries: try section.number(MonitorThresholdKeys.falseDiscoveries),
            leastRows: try section.whole(MonitorThresholdKeys.minRows),
            contract: try section.number(MonitorThresholdKeys.contract),
            clock: try section.number(MonitorThresholdKeys.clock),
            meanShift: try section.number(MonitorThresholdKeys.meanShift),
            lossGrowth: try section.number(MonitorThresholdKeys.lossGrowth),
            qualityLabels: try section.whole(MonitorThresholdKeys.qualityLabels)
        )
    }

    private static func alerts(_ section: ConfigurationSection) throws(YamlError) -> Alerts {
        Alerts(
            warning: OutOf(try section.text(MonitorAlertKeys.warning)),
            critical: OutOf(try section.text(MonitorAlertKeys.critical)),
            clearWindows: try section.whole(MonitorAlertKeys.clearWindows),
            clearFactor: try section.number(MonitorAlertKeys.clearFactor),
            cooldownWindows: try section.whole(MonitorAlertKeys.cooldownWindows),
            groupShare: try section.number(MonitorAlertKeys.groupShare)
        )
    }

    private static func predictions(
        _ monitor: ConfigurationSection
    ) throws(YamlError) -> Predictions? {
        let key = MonitorPredictionKeys.predictions
        guard monitor.mapping[key.name] != nil else { return nil }
        guard try monitor.choice(MonitorKeys.source) == Source.topics.rawValue else {
            throw monitor.mapping.error(
                key.name,
                "is of use with `source: topics` only, where predictions are counted"
            )
        }
        let section = try monitor.section(key)
        return Predictions(
            id: try section.text(MonitorPredictionKeys.id),
            time: try section.text(MonitorPredictionKeys.time),
            score: try section.text(MonitorPredictionKeys.score),
            version: try section.text(MonitorPredictionKeys.version)
        )
    }

    private static func labels(_ monitor: ConfigurationSection) throws(YamlError) -> Labels? {
        guard monitor.mapping[MonitorLabelKeys.labels.name] != nil else { return nil }
        let section = try monitor.section(MonitorLabelKeys.labels)
        return Labels(
            topic: try section.text(MonitorLabelKeys.topic),
            id: try section.text(MonitorLabelKeys.id),
            time: try section.text(MonitorLabelKeys.time),
            label: try section.text(MonitorLabelKeys.label),
            value: try section.text(MonitorLabelKeys.value),
            sample: try section.number(MonitorLabelKeys.sample),
            maxAgeMs: Int64(try section.whole(MonitorLabelKeys.maxAgeMs)),
            minCoverage: try section.number(MonitorLabelKeys.minCoverage),
            maxJoins: try section.whole(MonitorLabelKeys.maxJoins)
        )
    }
}

extension MonitorConfiguration.OutOf {
    /// Reads `K of N`, which the key's rule has checked.
    init(_ text: String) {
        let numbers = text.split(separator: " ").compactMap { Int($0) }
        self.init(count: numbers.first ?? 1, windows: numbers.last ?? 1)
    }
}
