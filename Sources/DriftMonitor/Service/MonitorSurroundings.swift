public import Observation
public import Operations

/// What the monitor shares with the process around it.
public struct MonitorSurroundings: Sendable {
    /// Where it logs.
    public let logger: Logger
    /// Where its numbers are shown.
    public let metrics: MetricRegistry
    /// Told what keeps it from being ready.
    public let readiness: Readiness
    /// Ends it when it is raised; it raises it too when it ends by itself.
    public let stop: StopFlag
    /// Reads the baseline of a model's version; nil where it has none, else why it cannot be read.
    public let baseline: @Sendable (_ model: String, _ version: String) throws -> Baseline?

    /// Puts them together.
    public init(
        logger: Logger,
        metrics: MetricRegistry,
        readiness: Readiness,
        stop: StopFlag,
        baseline: @escaping @Sendable (String, String) throws -> Baseline?
    ) {
        self.logger = logger
        self.metrics = metrics
        self.readiness = readiness
        self.stop = stop
        self.baseline = baseline
    }
}
