internal import Inference
internal import Operations

/// Shows which versions the newest table routes to, as `model_info` and `revision`.
enum ModelGauges {
    /// Registers what `table` has; what a later table no longer has is shown no more.
    ///
    /// Called by the thread that publishes, for each table.
    static func show(_ table: RoutingTable, of tables: TableExchange, in registry: MetricRegistry) {
        for route in table.routes {
            let version = table.versions[route.version]
            let (name, digest) = (route.name, version.model.digest)
            let (model, versionName) = (version.model.name, version.name)
            registry.callback(ScorerMetrics.modelInfo, model, versionName, digest, name) {
                tables.current()?.0.has(name, model, versionName, digest) == true ? 1 : nil
            }
        }
        for (place, deployment) in table.deployments.enumerated() {
            registry.callback(ScorerMetrics.revision, deployment.name) {
                tables.current().map { Double($0.0.deployments[place].revision) }
            }
        }
    }
}

extension RoutingTable {
    /// Whether some route of this name answers by this version.
    fileprivate func has(
        _ route: String,
        _ model: String,
        _ version: String,
        _ digest: String
    ) -> Bool {
        routes.contains {
            let candidate = versions[$0.version]
            return $0.name == route && candidate.name == version
                && candidate.model.name == model && candidate.model.digest == digest
        }
    }
}
