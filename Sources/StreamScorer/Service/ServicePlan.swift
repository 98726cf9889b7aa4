internal import Inference
internal import Kafka
public import Operations
internal import Records
internal import Rollout

/// Everything that must hold before the first event is taken: configuration read, models verified,
/// broker reached, topics there.
///
/// `serve --check` makes a plan and stops; `serve` runs it. Immutable; may be shared.
public struct ServicePlan: Sendable {
    /// How long the broker may take to answer at start.
    static let brokerTimeoutMs: Int32 = 8_000

    /// How much of the models is verified.
    public enum Verification: Sendable {
        /// What the control log lacks and will be told: the rest is loaded while the service runs.
        case undeclared
        /// Every version that the log or the configuration names.
        case everything
    }

    /// The configuration that was planned for.
    public let configuration: ServeConfiguration
    let partitions: TopicPartitions
    let control: ControlLogStart

    /// Verifies `configuration` against the broker, the control log and the model repository.
    ///
    /// - Parameters:
    ///   - configuration: what to verify.
    ///   - verification: how much of the models is verified.
    ///   - progress: told what has been verified, one line each.
    /// - Throws: `ScoringError`: `.configuration` when a model or a pointer cannot be used, a topic is
    ///   missing or cannot be what it is to be, or the control log has other topics for a deployment;
    ///   `.unreachable` when the broker does not answer within eight seconds.
    public init(
        _ configuration: ServeConfiguration,
        verification: Verification = .undeclared,
        progress: (String) -> Void
    ) throws(ScoringError) {
        self.configuration = configuration
        do throws(KafkaError) {
            try KafkaLibrary.checkVersion()
        } catch {
            throw ScoringError(.configuration, "\(error)")
        }
        partitions = try TopicPartitions(configuration)
        control = try ControlLogStart(configuration)
        for deployment in configuration.deployments {
            let declared = control.state.deployments[deployment.name]
            if let conflict = declared?.declaration.conflict(with: deployment) {
                throw ScoringError(.configuration, conflict)
            }
            guard let declared else {
                try Self.verify(
                    deployment,
                    deployment.version,
                    from: configuration.models,
                    progress
                )
                continue
            }
            progress(Self.describe(declared))
            guard case .everything = verification else { continue }
            let followed = deployment.following(declared.declaration)
            for version in declared.versionsInUse {
                do throws(ScoringError) {
                    try Self.verify(followed, version, from: configuration.models, progress)
                } catch {
                    // Nothing waits for a shadow or a stand-in.
                    if declared.routedVersions.contains(version) { throw error }
                    progress("not routed to, and not usable: \(error)")
                }
            }
        }
        for (name, count) in partitions.sorted { progress("topic \(name): \(count) partitions") }
        for concern in control.concerns { progress("look at this: \(concern)") }
        progress(
            "control log \(configuration.topics.control): read to offset \(control.nextOffset)"
        )
    }

    /// Takes a version through everything that has to hold before events are routed to it.
    private static func verify(
        _ deployment: DeploymentConfiguration,
        _ version: String,
        from repository: String,
        _ progress: (String) -> Void
    ) throws(ScoringError) {
        let loaded: Model
        let wanted = RepositoryVersion(model: deployment.model, version: version)
        do throws(InferenceError) {
            let version = try wanted.load(from: repository)
            progress(describe(version.model, version.golden, in: deployment))
            loaded = version.model
        } catch {
            throw ScoringError(.configuration, "deployment '\(deployment.name)': \(error)")
        }
        _ = try RoutingTable([RoutedDeployment(deployment, model: loaded)])
    }

    private static func describe(_ declared: DeploymentState) -> String {
        var parts = ["champion \(declared.champion)"]
        parts += StatusRecord.Routing(declared).canaries.map {
            "canary \($0.version) \($0.percentText) %"
        }
        parts += declared.rules.map { "rule \($0.name) \($0.version)" }
        parts += declared.shadows.map { "shadow \($0.version)" }
        if declared.isPaused { parts.append("paused") }
        return "deployment \(declared.name): revision \(declared.revision) of the control log: "
            + parts.joined(separator: ", ")
    }

    private static func describe(
        _ model: Model,
        _ golden: GoldenOutcome,
        in deployment: DeploymentConfiguration
    ) -> String {
        "deployment \(deployment.name): model \(model.name) \(model.version), \(model.format), "
            + "\(model.features.count) features, \(model.treeCount) trees, \(golden), \(model.digest)"
    }
}
