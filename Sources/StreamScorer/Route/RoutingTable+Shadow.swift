internal import Inference
internal import Operations
internal import Records
internal import Rollout

extension RoutingTable.Shadow {
    /// A shadow of the plan; `place` is the deployment's, `versions` that of its first version in the
    /// table.
    init(
        _ shadow: RoutePlan.ShadowPlan,
        of deployment: RoutedDeployment,
        place: Int,
        versions: Int
    ) {
        let plan = deployment.plan
        let model = deployment.models[shadow.version]
        let version = plan.versions[shadow.version]
        self.init(
            deployment: place,
            version: versions + shadow.version,
            sampleMillionths: shadow.sampleMillionths,
            salt: shadow.salt,
            encoder: ShadowPredictionEncoder(
                deployment: deployment.configuration.name,
                model: model.name,
                version: version,
                revision: plan.revision,
                output: PredictionShape(of: model)
            ),
            headers: PredictionHeaderSet(
                model: model.name,
                version: version,
                revision: plan.revision
            )
        )
    }
}
