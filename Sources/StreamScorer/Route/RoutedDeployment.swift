internal import Inference
internal import Operations
internal import Rollout

/// One deployment as the control log has it, its models in memory: what a routing table is made
/// from.
struct RoutedDeployment: Sendable {
    /// Name, input and output.
    let configuration: DeploymentConfiguration
    /// Which event goes to which version.
    let plan: RoutePlan
    /// The plan's versions, in its order.
    let models: [Model]
    /// By version: what its events are counted by; empty where they are not.
    var baselines: [VersionBaseline?] = []
}
