internal import Inference
internal import Kafka
internal import Operations
internal import Rollout

extension RoutedDeployment {
    /// What the configuration declares, before the control log says more: its version as champion,
    /// at revision 0.
    init(_ deployment: DeploymentConfiguration, model: Model) {
        self.init(
            configuration: deployment,
            plan: RoutePlan(revision: 0, versions: [deployment.version], champion: 0),
            models: [model]
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
    /// The pipeline of the worker that `settings` describes, which routes by `table`.
    ///
    /// - Parameters:
    ///   - settings: the worker's.
    ///   - table: what it routes by first.
    ///   - shadows: closed while shadow predictions must not be written.
    ///   - observations: what is counted into; nil where nothing is observed.
    ///   - logger: told when a breaker opens or closes.
    init(
        _ settings: WorkerSettings,
        table: RoutingTable,
        shadows: ShadowGate,
        observations: ObservationBook? = nil,
        logger: Logger
    ) {
        let configuration = settings.plan.configuration
        let capacity = configuration.maxBatch
        self.init(
            decode: DecodeStep(
                sources: table.deployments.map(\.source),
                capacity: capacity,
                maxEventBytes: configuration.maxEventBytes
            ),
            route: RouteStep(table: table, capacity: capacity),
            score: ScoreStep(
                table: table,
                capacity: capacity,
                breakers: BreakerShelf(
                    worker: settings.index,
                    board: settings.breakers,
                    logger: logger
                )
            ),
            encode: EncodeStep(
                table: table,
                policy: FailurePolicy(configuration.onError),
                deadLetters: DeadLetterEncoder(
                    group: configuration.group,
                    taskID: settings.name
                )
            ),
            shadow: ShadowStep(
                table: table,
                capacity: capacity,
                share: configuration.shadowShare,
                sheds: configuration.shadowsShed,
                gate: shadows,
                isObserved: observations != nil
            ),
            observe: ObserveStep(observations, table: table, capacity: capacity)
        )
    }
}
