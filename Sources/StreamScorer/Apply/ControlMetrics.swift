internal import Operations
internal import Rollout

/// What the control log's reader shows on `/metrics`.
///
/// Not thread-safe: one thread, one value.
struct ControlMetrics {
    private let registry: MetricRegistry
    private let shard: MetricShard
    private var shownModels: [[String]: GaugeID] = [:]

    init(_ registry: MetricRegistry) {
        self.registry = registry
        shard = registry.makeShard()
    }

    /// Counts a command that was read.
    func note(_ outcome: Outcome) {
        let kind = outcome.kind.flatMap { Command.kinds.contains($0) ? $0 : nil } ?? "unknown"
        shard.add(registry.counter(ScorerMetrics.commands, kind, outcome.verdict.name))
        guard case .accepted = outcome.verdict, let command = outcome.command,
            case .rollback = command.kind
        else { return }
        shard.add(
            registry.counter(
                ScorerMetrics.rollbacks,
                command.deployment,
                command.isAutomatic ? "automatic" : "person"
            )
        )
    }

    /// Shows the revision by which a deployment is served.
    func serves(_ deployment: String, revision: Int64) {
        shard.set(registry.gauge(ScorerMetrics.revision, deployment), Double(revision))
    }

    /// Shows these as the models that serve, each as model, version, digest and route, and no others.
    mutating func serves(_ models: [[String]]) {
        for (labels, gauge) in shownModels where !models.contains(labels) {
            registry.giveBack(gauge)
            shownModels[labels] = nil
        }
        for labels in models where shownModels[labels] == nil {
            let gauge = registry.lease(gauge: ScorerMetrics.modelInfo, labelValues: labels)
            shard.set(gauge, 1)
            shownModels[labels] = gauge
        }
    }
}

extension Outcome.Verdict {
    /// The verdict as a label.
    var name: String {
        switch self {
        case .accepted: "accepted"
        case .ignored: "ignored"
        case .rejected: "rejected"
        }
    }

    /// Why a command was not accepted.
    var reason: String? {
        switch self {
        case .accepted: nil
        case .ignored(let reason), .rejected(let reason): reason
        }
    }
}
