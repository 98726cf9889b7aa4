internal import Inference
internal import Kafka
public import Operations

/// Everything that must hold before the first event is taken: configuration read, models verified,
/// broker reached, topics there.
///
/// `serve --check` makes a plan and stops; `serve` runs it. Immutable; may be shared.
public struct ServicePlan: Sendable {
    /// How long the broker may take to answer at start.
    static let brokerTimeoutMs: Int32 = 8_000

    /// The configuration that was planned for.
    public let configuration: ServeConfiguration
    let table: RoutingTable
    let partitions: TopicPartitions

    /// Verifies `configuration` against the model repository and the broker.
    ///
    /// - Parameters:
    ///   - configuration: what to verify.
    ///   - progress: told what has been verified, one line each.
    /// - Throws: `ScoringError`: `.configuration` when a model or a pointer cannot be used or a topic
    ///   is missing, `.unreachable` when the broker does not answer within eight seconds.
    public init(
        _ configuration: ServeConfiguration,
        progress: (String) -> Void
    ) throws(ScoringError) {
        self.configuration = configuration
        do throws(KafkaError) {
            try KafkaLibrary.checkVersion()
        } catch {
            throw ScoringError(.configuration, "\(error)")
        }
        var deployments: [RoutedDeployment] = []
        for deployment in configuration.deployments {
            let (model, golden) = try Self.load(deployment, from: configuration.models)
            progress(Self.describe(model, golden, in: deployment))
            deployments.append(RoutedDeployment(deployment, model: model))
        }
        table = try RoutingTable(deployments)
        partitions = try TopicPartitions(configuration)
        for (name, count) in partitions.sorted { progress("topic \(name): \(count) partitions") }
    }

    private static func load(
        _ deployment: DeploymentConfiguration,
        from repository: String
    ) throws(ScoringError) -> (Model, GoldenOutcome) {
        let version = RepositoryVersion(model: deployment.model, version: deployment.version)
        do throws(InferenceError) {
            let loaded = try version.load(from: repository)
            return (loaded.model, loaded.golden)
        } catch {
            throw ScoringError(.configuration, "deployment '\(deployment.name)': \(error)")
        }
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
