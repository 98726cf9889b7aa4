internal import Inference
internal import Rollout

extension RoutePlan {
    /// The same plan without the shadows and stand-ins whose version is not at hand.
    ///
    /// - Parameter isHeld: whether a version is; those that events are routed to have to be.
    /// - Returns: a plan whose versions are all at hand.
    func holding(_ isHeld: (String) -> Bool) -> RoutePlan {
        guard !versions.allSatisfy(isHeld) else { return self }
        let kept = versions.indices.filter { isHeld(versions[$0]) }
        func place(_ version: Int) -> Int { kept.firstIndex(of: version) ?? 0 }
        return RoutePlan(
            revision: revision,
            versions: kept.map { versions[$0] },
            champion: place(champion),
            rules: rules.map {
                RulePlan(
                    name: $0.name,
                    source: $0.source,
                    values: $0.values,
                    target: place($0.target)
                )
            },
            canary: canary.map { canary in
                CanaryPlan(
                    source: canary.source,
                    salt: canary.salt,
                    bounds: canary.bounds.map { bound in
                        guard bound.target >= 0 else { return bound }
                        return CanaryPlan.Bound(
                            upTo: bound.upTo,
                            target: Int32(place(Int(bound.target)))
                        )
                    }
                )
            },
            captures: captures,
            shadows: shadows.filter { kept.contains($0.version) }.map {
                ShadowPlan(
                    version: place($0.version),
                    sampleMillionths: $0.sampleMillionths,
                    salt: $0.salt
                )
            },
            fallback: fallback.compactMap { step in
                guard case .version(let version) = step else { return step }
                return kept.contains(version) ? .version(place(version)) : nil
            }
        )
    }
}

extension RoutedDeployment {
    /// Each version with each of the routes by which it answers.
    var routes: [(model: Model, route: String)] {
        var routes = [(models[plan.champion], "champion")]
        let canaries = Set((plan.canary?.bounds ?? []).map { Int($0.target) }.filter { $0 >= 0 })
        routes += canaries.sorted().map { (models[$0], "canary") }
        routes += plan.rules.map { (models[$0.target], "rule:\($0.name)") }
        routes += plan.shadows.map { (models[$0.version], "shadow") }
        for case .version(let version) in plan.fallback {
            routes.append((models[version], "fallback"))
        }
        return routes
    }
}

extension DeploymentState {
    /// The versions to hold: those in use, and besides them the newest `more` that served before.
    func heldVersions(beyond more: Int) -> Set<String> {
        var held = Set(versionsInUse)
        var left = more
        for version in champions.reversed() where left > 0 {
            if held.insert(version).inserted { left -= 1 }
        }
        return held
    }
}
