internal import Inference
internal import Operations

/// Shows which version serves, as `model_info` and `revision`.
enum ModelGauges {
    static func register(_ route: RoutingTable.Route, in registry: MetricRegistry) {
        let revision = Double(route.revision)
        registry.callback(
            ScorerMetrics.modelInfo,
            route.model.name,
            route.model.version,
            route.model.digest,
            route.name
        ) { 1 }
        registry.callback(ScorerMetrics.revision, route.deployment) { revision }
    }
}
