extension DeploymentState {
    /// How events are routed now.
    ///
    /// - Complexity: O(n log n) in the state's size.
    public func routePlan() -> RoutePlan {
        var versions = VersionTable()
        var captures: [String] = []
        func capture(_ pointer: String) -> Int {
            if let known = captures.firstIndex(where: { $0.hasSameBytes(as: pointer) }) {
                return known
            }
            captures.append(pointer)
            return captures.count - 1
        }
        let champion = versions.index(of: champion)
        let rules = rules.map { rule in
            let source: RoutePlan.RulePlan.Source =
                switch rule.source {
                case .header(let name): .header(name)
                case .field(let pointer): .capture(capture(pointer))
                }
            return RoutePlan.RulePlan(
                name: rule.name,
                source: source,
                values: rule.values.map(\.bytes),
                target: versions.index(of: rule.version)
            )
        }
        var canary: CanaryPlan?
        if !canaries.isEmpty {
            let source: CanaryPlan.Source =
                switch sticky {
                case .key: .key
                case .field(let pointer): .capture(capture(pointer))
                }
            let owners = canaries.map { (versions.index(of: $0.version), $0.buckets) }
            canary = CanaryPlan(
                source: source,
                salt: BucketSalt(salt),
                bounds: CanaryPlan.bounds(owners)
            )
        }
        let shadows = shadows.map { shadow in
            RoutePlan.ShadowPlan(
                version: versions.index(of: shadow.version),
                sampleMillionths: Int32(shadow.sampleMillionths),
                salt: BucketSalt("shadow/\(name)/\(shadow.version)")
            )
        }
        let fallback = fallbackPlan(&versions)
        return RoutePlan(
            revision: revision,
            versions: versions.names,
            champion: champion,
            rules: rules,
            canary: canary,
            captures: captures,
            shadows: shadows,
            fallback: fallback
        )
    }

    private func fallbackPlan(_ versions: inout VersionTable) -> [RoutePlan.FallbackPlan] {
        let previous = previousChampion.map { [Declaration.Fallback.version($0)] } ?? []
        var chain: [RoutePlan.FallbackPlan] = []
        for entry in previous + declaration.fallback {
            let step: RoutePlan.FallbackPlan =
                switch entry {
                case .version(let version): .version(versions.index(of: version))
                case .constant(let value): .constant(value)
                }
            if !chain.contains(step) { chain.append(step) }
        }
        return chain
    }
}

/// Names by the index they first got.
private struct VersionTable {
    private(set) var names: [String] = []

    mutating func index(of name: String) -> Int {
        if let known = names.firstIndex(of: name) { return known }
        names.append(name)
        return names.count - 1
    }
}

extension CanaryPlan {
    fileprivate static func bounds(_ owners: [(version: Int, buckets: BucketRuns)]) -> [Bound] {
        let runs =
            owners
            .flatMap { owner in owner.buckets.runs.map { (owner.version, $0) } }
            .sorted { $0.1.start < $1.1.start }
        var bounds: [Bound] = []
        var end: Int32 = 0
        func add(upTo: Int32, _ target: Int32) {
            if let last = bounds.last, last.target == target { bounds.removeLast() }
            bounds.append(Bound(upTo: upTo, target: target))
            end = upTo
        }
        for (version, run) in runs {
            if run.start > end { add(upTo: run.start, -1) }
            add(upTo: run.end, Int32(version))
        }
        if end < BucketRuns.all { add(upTo: BucketRuns.all, -1) }
        return bounds
    }
}
