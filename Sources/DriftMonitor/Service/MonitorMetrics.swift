internal import Observation
internal import Operations

/// The numbers that the monitor shows.
///
/// Not thread-safe: one thread counts.
struct MonitorMetrics {
    private typealias Families = MonitorMetricFamilies

    private let registry: MetricRegistry
    private let shard: MetricShard

    init(_ registry: MetricRegistry) {
        self.registry = registry
        shard = registry.makeShard()
    }

    /// A record could not be read.
    ///
    /// - Returns: whether it is worth a log line: the first ones of an input are, and then few.
    func rejected(_ input: MonitorInput) -> Bool {
        let id = registry.counter(Families.rejected, input.rawValue)
        shard.add(id)
        let total = registry.total(id)
        return total <= 10 || total % 10_000 == 0
    }

    /// A step was taken of a pane that is new.
    func stepped(_ step: MonitorPipeline.Step, of watch: DeploymentWatch) {
        shard.add(registry.counter(Families.panes, watch.name))
        for alert in step.alerts {
            shard.add(
                registry.counter(
                    Families.alerts,
                    watch.name,
                    alert.rule,
                    alert.severity.rawValue,
                    alert.state.rawValue
                )
            )
        }
        let shortest = step.quality.map { $0.endMs - $0.startMs }.min()
        for window in step.quality where window.endMs - window.startMs == shortest {
            show(window, of: watch.name)
        }
    }

    /// A command was decided on.
    func commanded(_ kind: String, _ deployment: String) {
        shard.add(registry.counter(Families.commands, deployment, kind))
    }

    /// Records were written.
    func committed(_ records: [OutgoingRecord]) {
        shard.add(registry.counter(Families.commits))
        let bytes = records.reduce(0) { $0 + $1.value.count }
        shard.set(registry.gauge(Families.stateBytes), Double(bytes))
    }

    /// How far a deployment is.
    func show(_ watch: DeploymentWatch) {
        if let closed = watch.assembler.closedToMs {
            set(Families.closedTo, [watch.name], Double(closed) / 1_000)
            let newest = watch.assembler.newestMs ?? closed
            set(Families.delay, [watch.name], max(0, Double(newest - closed) / 1_000))
        }
        for (input, passed) in watch.assembler.passedOver {
            for (reason, count) in [
                ("late", passed.late), ("ahead", passed.ahead), ("untimed", passed.untimed),
                ("unusable", passed.unusable),
            ] where count > 0 {
                set(Families.passedOver, [watch.name, input.rawValue, reason], Double(count))
            }
        }
        let firing = watch.pipeline.firing
        for severity in [Alert.Severity.warning, .critical] {
            let count = firing.count { $0.severity == severity }
            set(Families.firing, [watch.name, severity.rawValue], Double(count))
        }
        if let joined = watch.pipeline.joined { show(joined, of: watch.name) }
        for trial in watch.pipeline.trials { show(trial, of: watch.name) }
        for (version, report) in watch.pipeline.reports where !version.isShadow {
            show(report, of: version.version, watch.name)
        }
        for (version, estimates) in watch.pipeline.estimates where !version.isShadow {
            show(estimates, of: version.version, watch.name)
        }
    }

    /// How far a topic is read.
    func show(_ topic: InputTopic) {
        for index in topic.partitions.indices {
            guard let lag = topic.lag(of: index) else { continue }
            set(Families.lag, [topic.topic, "\(index)"], Double(lag))
        }
    }

    private func show(_ window: FilledQuality, of deployment: String) {
        let version = window.arm.version
        set(Families.coverage, [deployment, version], window.coverage)
        for (metric, value) in window.figures.all {
            set(Families.quality, [deployment, version, metric.rawValue, "labels"], value)
        }
        for share in DelayHistogram.shownShares {
            guard let delay = window.sums.delays.quantileMs(share) else { continue }
            set(Families.labelDelay, [deployment, version, "\(share)"], delay / 1_000)
        }
    }

    private func show(
        _ estimates: EstimatedQuality,
        of version: String,
        _ deployment: String
    ) {
        for metric in EstimatedQuality.metrics {
            guard let estimate = estimates[metric] else { continue }
            let labels = [deployment, version, metric.rawValue]
            set(Families.quality, labels + ["estimated"], estimate.value)
            set(Families.estimateError, labels, estimate.samplingError)
        }
    }

    private func show(_ joined: JoinCounts, of deployment: String) {
        for (result, count) in [
            ("predictions", joined.predictions), ("dropped", joined.dropped),
            ("labelled", joined.labelled), ("unlabelled", joined.unlabelled),
            ("labels", joined.labels), ("joined", joined.joined),
            ("early", joined.early), ("duplicate", joined.duplicate), ("late", joined.late),
            ("orphan", joined.orphan), ("unmatched", joined.unmatched), ("unfit", joined.unfit),
            ("held", joined.held),
        ] { set(Families.joins, [deployment, result], Double(count)) }
    }

    private func show(_ trial: Trial, of deployment: String) {
        for (kind, interval) in [("paired", trial.pairedLoss), ("unpaired", trial.unpairedLoss)] {
            guard let interval else { continue }
            let labels = [deployment, trial.version, kind]
            set(Families.lossBound, labels + ["lower"], interval.lower)
            set(Families.lossBound, labels + ["upper"], interval.upper)
        }
    }

    private func show(_ report: DriftReport, of version: String, _ deployment: String) {
        for entry in report.entries {
            let labels = [deployment, version, entry.comparison.subject.name]
            for finding in entry.findings {
                set(Families.drift, labels + [finding.rule.rawValue], finding.effect)
            }
        }
    }

    private func set(_ family: MetricFamily, _ labels: [String], _ value: Double) {
        shard.set(registry.gauge(family, labelValues: labels), value)
    }
}
