public import Operations

/// What the workers share with the process around them.
public struct Surroundings: Sendable {
    /// Where workers log.
    public let logger: Logger
    /// Where counters are registered.
    public let metrics: MetricRegistry
    /// Told what keeps the service from being ready.
    public let readiness: Readiness
    /// The versions that serve, for the endpoints.
    public let models: ServedModels
    /// Ends the service when it is raised; a worker that cannot go on raises it too.
    public let stop: StopFlag

    /// Puts them together.
    public init(
        logger: Logger,
        metrics: MetricRegistry,
        readiness: Readiness,
        models: ServedModels = ServedModels(),
        stop: StopFlag
    ) {
        self.logger = logger
        self.metrics = metrics
        self.readiness = readiness
        self.models = models
        self.stop = stop
    }
}
