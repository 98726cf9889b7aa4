internal import Inference
internal import Kafka
internal import Operations
internal import Records

extension EventSource {
    /// The input of `deployment`, its events laid out for `model`.
    ///
    /// - Throws: `ScoringError` when a pointer of the configuration is malformed.
    init(_ deployment: DeploymentConfiguration, model: Model) throws(ScoringError) {
        let input = deployment.input
        do throws(RecordsError) {
            self.init(
                deployment: deployment.name,
                topic: input.topic,
                format: input.format == .json ? .json : .f32,
                layout: try EventLayout(
                    for: model,
                    id: input.id,
                    time: input.time,
                    features: input.features
                )
            )
        } catch {
            throw ScoringError(.configuration, "deployment '\(deployment.name)': \(error)")
        }
    }
}

extension RoutingTable.Route {
    private static let champion = "champion"

    /// The route by which `model` answers `deployment` as its champion.
    init(_ deployment: DeploymentConfiguration, model: Model) {
        self.init(
            deployment: deployment.name,
            name: Self.champion,
            model: model,
            element: deployment.input.format == .json ? .float64 : .float32,
            encoder: PredictionEncoder(
                deployment: deployment.name,
                model: model.name,
                version: model.version,
                route: Self.champion,
                revision: 0,
                output: PredictionShape(of: model)
            ),
            revision: 0
        )
    }
}

extension ClientProperties {
    /// The properties that the configuration passes on to librdkafka.
    init(_ configuration: ServeConfiguration) {
        self.init(configuration.kafka.map { property in (property.name, property.value) })
    }
}

extension FailurePolicy {
    /// What `on_error` says.
    init(_ policy: ServeConfiguration.ErrorPolicy) {
        switch policy {
        case .deadLetter: self = .deadLetter
        case .fail: self = .fail
        case .drop: self = .drop
        }
    }
}

extension ScoringPipeline {
    /// The pipeline of the worker that `settings` describes.
    init(_ settings: WorkerSettings) {
        let plan = settings.plan
        let capacity = plan.configuration.maxBatch
        self.init(
            decode: DecodeStep(
                sources: plan.sources,
                capacity: capacity,
                maxEventBytes: plan.configuration.maxEventBytes
            ),
            route: RouteStep(table: plan.table, capacity: capacity),
            score: ScoreStep(table: plan.table, capacity: capacity),
            encode: EncodeStep(
                table: plan.table,
                inputTopics: plan.sources.map(\.topic),
                policy: FailurePolicy(plan.configuration.onError),
                deadLetters: DeadLetterEncoder(
                    group: plan.configuration.group,
                    taskID: settings.name
                )
            )
        )
    }
}
