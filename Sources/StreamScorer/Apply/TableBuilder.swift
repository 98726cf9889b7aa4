internal import Inference
internal import Operations
internal import Rollout

/// Makes the routing table of what the control log says and of the versions that are at hand.
///
/// A deployment of which something that it routes cannot be served keeps its last table whole. Not
/// thread-safe: one thread, one builder.
struct TableBuilder {
    /// How a deployment is served.
    private struct Served {
        let deployment: RoutedDeployment
        let state: DeploymentState
        /// The versions that were at hand: a shadow or a stand-in may come later.
        let versions: [String]
    }

    private let configurations: [DeploymentConfiguration]
    private let isObserved: Bool
    private var served: [String: Served] = [:]
    /// The newest table; nil until every deployment can be served.
    private(set) var table: RoutingTable?
    /// Why deployments are not served as the log says, by deployment.
    private(set) var reasons: [String: String] = [:]

    /// - Parameters:
    ///   - configurations: the deployments, in the order of the table.
    ///   - isObserved: whether events are counted by their versions' baselines.
    init(_ configurations: [DeploymentConfiguration], isObserved: Bool = false) {
        self.configurations = configurations
        self.isObserved = isObserved
    }

    /// The revision by which `deployment` is served; 0 before the first.
    func revision(of deployment: String) -> Int64 {
        served[deployment]?.deployment.plan.revision ?? 0
    }

    /// How `deployment` is routed by the table that serves, and what of `now` holds at once.
    func routing(of deployment: String, now: DeploymentState) -> StatusRecord.Routing? {
        guard let served = served[deployment] else { return nil }
        var routing = StatusRecord.Routing(served.state)
        routing.isFrozen = now.isFrozen
        routing.isLatched = now.latchedAt != nil
        routing.isPaused = now.isPaused
        return routing
    }

    /// The deployments as they are served, in the order of the table.
    var deployments: [RoutedDeployment] {
        configurations.compactMap { served[$0.name]?.deployment }
    }

    /// Follows `state` as far as versions are at hand.
    ///
    /// - Parameters:
    ///   - state: what the log says.
    ///   - model: a version that is at hand, by model and version; or why it is not.
    /// - Returns: the new table; nil when nothing changed, or a deployment cannot be served yet.
    mutating func follow(
        _ state: ControlState,
        model: (_ model: String, _ version: String) -> VersionState
    ) -> RoutingTable? {
        var hasChanged = false
        for configuration in configurations where follow(configuration, state, model) {
            hasChanged = true
        }
        return hasChanged ? table : nil
    }

    /// - Returns: whether the deployment is served otherwise than before.
    private mutating func follow(
        _ configuration: DeploymentConfiguration,
        _ state: ControlState,
        _ model: (_ model: String, _ version: String) -> VersionState
    ) -> Bool {
        let name = configuration.name
        guard let deployed = state.deployments[name] else {
            reasons[name] = "is not declared in the control log yet"
            return false
        }
        var models: [String: LoadedVersion] = [:]
        var problems: [String: String] = [:]
        let modelName = deployed.declaration.model
        for version in deployed.versionsInUse {
            switch model(modelName, version) {
            case .routable(let loaded): models[version] = loaded
            case .loading: problems[version] = "is being loaded"
            case .failed(let reason): problems[version] = reason
            case .unknown: problems[version] = "is not asked for yet"
            }
        }
        let missing = deployed.routedVersions.compactMap { version in
            problems[version].map { "\(modelName) \(version) \($0)" }
        }
        guard missing.isEmpty else {
            reasons[name] = "\(missing.joined(separator: "; ")); \(standing(of: name, deployed))"
            return false
        }
        let plan = deployed.routePlan().holding { models[$0] != nil }
        let known = served[name]
        if let known, known.deployment.plan.revision == plan.revision,
            known.versions == plan.versions
        {
            reasons[name] = nil
            return false
        }
        let routed = RoutedDeployment(
            configuration: configuration.following(deployed.declaration),
            plan: plan,
            models: plan.versions.compactMap { models[$0]?.model },
            baselines: isObserved ? plan.versions.map { models[$0]?.baseline } : []
        )
        served[name] = Served(deployment: routed, state: deployed, versions: plan.versions)
        do throws(ScoringError) {
            if served.count == configurations.count {
                table = try RoutingTable(deployments, following: table)
            } else {
                _ = try RoutingTable([routed])
            }
        } catch {
            served[name] = known
            reasons[name] = "\(error); \(standing(of: name, deployed))"
            return false
        }
        reasons[name] = nil
        return true
    }

    private func standing(of name: String, _ deployed: DeploymentState) -> String {
        let wanted = "revision \(deployed.revision) waits for it"
        guard let kept = served[name]?.deployment.plan.revision else { return wanted }
        return wanted + ", revision \(kept) goes on"
    }
}
