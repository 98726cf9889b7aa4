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
    /// Reads what the model repository holds of a version; throws why it cannot be read.
    public let facts: @Sendable (_ model: String, _ version: String) throws -> VersionFacts

    /// Puts them together.
    public init(
        logger: Logger,
        metrics: MetricRegistry,
        readiness: Readiness,
        stop: StopFlag,
        facts: @escaping @Sendable (String, String) throws -> VersionFacts
    ) {
        self.logger = logger
        self.metrics = metrics
        self.readiness = readiness
        self.stop = stop
        self.facts = facts
    }
}

/// What the monitor needs to know of a version.
public struct VersionFacts: Sendable {
    /// Its baseline; nil where it has none.
    public let baseline: Baseline?
    /// What its predictions are.
    public let kind: QualityKind
    /// How it reads events; nil where that is not known, and the monitor cannot count them itself.
    public let contract: VersionContract?

    /// These three.
    public init(baseline: Baseline?, kind: QualityKind, contract: VersionContract? = nil) {
        self.baseline = baseline
        self.kind = kind
        self.contract = contract
    }
}
