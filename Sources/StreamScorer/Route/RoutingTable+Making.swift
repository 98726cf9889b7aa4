internal import Inference
internal import Operations
internal import Records
internal import Rollout

extension RoutingTable {
    /// Makes a table of what the control log says of each deployment.
    ///
    /// - Parameters:
    ///   - deployments: in the order of the input topics subscribed to.
    ///   - previous: the table it follows; what did not change is shared with it.
    /// - Throws: `ScoringError` naming the deployment when its versions cannot be served together,
    ///   its plan names what is not there, or the deployments are not those of the table before.
    /// - Complexity: O(features + categories + rules' values). Not for the hot path.
    init(
        _ deployments: [RoutedDeployment],
        following previous: RoutingTable? = nil
    ) throws(ScoringError) {
        let names = deployments.map(\.configuration.name)
        if let previous, previous.deployments.map(\.name) != names {
            throw ScoringError(
                .failed,
                "a routing table of deployments \(names) cannot follow one of "
                    + "\(previous.deployments.map(\.name)): an instance's deployments are those of "
                    + "its configuration"
            )
        }
        var made: [Deployment] = []
        var versions: [Version] = []
        var routes: [Route] = []
        var shadows: [Shadow] = []
        for (place, deployment) in deployments.enumerated() {
            try Self.check(deployment)
            let rows = try DeploymentRows(
                deployment,
                previous: previous?.deployments[place].source
            )
            let firstVersion = versions.count
            for (index, model) in deployment.models.enumerated() {
                versions.append(
                    Version(
                        deployment: place,
                        name: deployment.plan.versions[index],
                        model: model,
                        element: rows.source.format == .json ? .float64 : .float32,
                        rows: rows.versions[index],
                        baseline: deployment.baselines.isEmpty
                            ? nil : deployment.baselines[index]
                    )
                )
            }
            let plan = try PlannedRoutes(
                deployment,
                place: place,
                versions: firstVersion,
                routes.count
            )
            routes += plan.routes
            shadows += deployment.plan.shadows.map { shadow in
                Shadow(shadow, of: deployment, place: place, versions: firstVersion)
            }
            made.append(
                Deployment(
                    name: deployment.configuration.name,
                    revision: deployment.plan.revision,
                    source: rows.source,
                    choice: plan.choice,
                    versions: firstVersion..<versions.count,
                    routes: routes.count - plan.routes.count..<routes.count,
                    fallback: plan.fallback,
                    deadlineNs: UInt64(deployment.configuration.deadlineMs) * 1_000_000,
                    breaker: BreakerSettings(deployment.configuration.breaker),
                    addsHeaders: deployment.configuration.output.headers
                )
            )
        }
        self.deployments = made
        self.versions = versions
        self.routes = routes
        self.shadows = shadows
    }

    /// The plan is made by the fold, and checked all the same: an index that is off must not be met
    /// on the hot path.
    private static func check(_ deployment: RoutedDeployment) throws(ScoringError) {
        let plan = deployment.plan
        let versions = plan.versions.indices
        var targets = [plan.champion] + plan.rules.map(\.target)
        targets += plan.canary?.bounds.map { Int($0.target) }.filter { $0 >= 0 } ?? []
        var captures = plan.rules.compactMap { rule in
            if case .capture(let capture) = rule.source { capture } else { nil }
        }
        if case .capture(let capture)? = plan.canary?.source { captures.append(capture) }
        for case .version(let version) in plan.fallback { targets.append(version) }
        targets += plan.shadows.map(\.version)
        guard deployment.models.count == plan.versions.count,
            deployment.baselines.isEmpty || deployment.baselines.count == plan.versions.count,
            targets.allSatisfy(versions.contains),
            captures.allSatisfy(plan.captures.indices.contains),
            plan.rules.count <= RouteChoice.maxPlaces
        else {
            throw ScoringError(
                .failed,
                "deployment '\(deployment.configuration.name)': the plan of revision "
                    + "\(plan.revision) names versions or fields that it does not have, or more than "
                    + "\(RouteChoice.maxPlaces) rules"
            )
        }
    }
}

/// The routes of one deployment's plan, and how its events find them.
private struct PlannedRoutes {
    private(set) var routes: [RoutingTable.Route] = []
    let choice: RouteChoice
    let fallback: [RoutingTable.Fallback]

    /// `place` is the deployment's, `versions` that of its first version in the table, `first` that
    /// of its first route.
    /// - Throws: `ScoringError` when a constant cannot be a prediction of the champion's shape.
    init(
        _ deployment: RoutedDeployment,
        place: Int,
        versions: Int,
        _ first: Int
    ) throws(ScoringError) {
        let plan = deployment.plan
        var routes: [RoutingTable.Route] = []
        func add(_ name: String, _ version: Int, as versionName: String? = nil) -> Int {
            routes.append(
                RoutingTable.Route(
                    deployment.configuration.name,
                    place: place,
                    name: name,
                    versionName: versionName ?? plan.versions[version],
                    version: versions + version,
                    model: deployment.models[version],
                    revision: plan.revision
                )
            )
            return first + routes.count - 1
        }
        let champion = add(RoutingTable.Route.champion, plan.champion)
        var canaries: RouteChoice.Canaries?
        if let canary = plan.canary {
            var routeOf: [Int32: Int] = [:]
            let bounds = canary.bounds.map { bound in
                guard bound.target >= 0 else {
                    return RouteChoice.Bound(upTo: bound.upTo, route: -1)
                }
                let route =
                    routeOf[bound.target] ?? add(RoutingTable.Route.canary, Int(bound.target))
                routeOf[bound.target] = route
                return RouteChoice.Bound(upTo: bound.upTo, route: Int32(route))
            }
            let capture = if case .capture(let capture) = canary.source { capture } else { -1 }
            canaries = RouteChoice.Canaries(capture: capture, salt: canary.salt, bounds: bounds)
        }
        let rules = plan.rules.map { rule in
            RouteChoice.Rule(
                source: rule.source,
                values: rule.values,
                route: Int32(add(RoutingTable.Route.name(ofRule: rule.name), rule.target))
            )
        }
        var fallback: [RoutingTable.Fallback] = []
        for step in plan.fallback {
            switch step {
            case .version(let version):
                fallback.append(.route(add(RoutingTable.Route.fallback, version)))
            case .constant(let value):
                let scores = try Self.scores(of: value, for: deployment)
                let route = add(
                    RoutingTable.Route.fallback,
                    plan.champion,
                    as: "constant:\(value)"
                )
                fallback.append(.constant(route: route, scores: scores))
            }
        }
        self.fallback = fallback
        choice = RouteChoice(champion: Int32(champion), rules: rules, canaries: canaries)
        self.routes = routes
    }

    /// A constant as a model of the champion's shape would say it: with several classes it is the
    /// index of one, which is certain.
    private static func scores(
        of value: Double,
        for deployment: RoutedDeployment
    ) throws(ScoringError) -> [Double] {
        let count = deployment.models[deployment.plan.champion].outputCount
        guard count > 1 else { return [value] }
        guard let index = Int(exactly: value), (0..<count).contains(index) else {
            throw ScoringError(
                .configuration,
                "deployment '\(deployment.configuration.name)': the fallback's constant \(value) is "
                    + "no class of the champion, which has \(count); give the index of one"
            )
        }
        return (0..<count).map { $0 == index ? 1 : 0 }
    }
}

extension RoutingTable.Route {
    /// The route by which `model` answers `deployment` under a name.
    fileprivate init(
        _ deployment: String,
        place: Int,
        name: String,
        versionName: String,
        version: Int,
        model: Model,
        revision: Int64
    ) {
        self.init(
            deployment: place,
            name: name,
            version: version,
            versionName: versionName,
            encoder: PredictionEncoder(
                deployment: deployment,
                model: model.name,
                version: versionName,
                route: name,
                revision: revision,
                output: PredictionShape(of: model)
            ),
            headers: PredictionHeaderSet(
                model: model.name,
                version: versionName,
                revision: revision
            ),
            served: ServedText(version: versionName, output: PredictionShape(of: model))
        )
    }
}
