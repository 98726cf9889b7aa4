internal import Yaml

extension ServeConfiguration {
    private static let maxFallbacks = 8

    /// The fallback chain of a deployment; empty where it has none.
    static func fallback(
        _ deployment: YamlMapping
    ) throws(YamlError) -> [DeploymentConfiguration.Fallback] {
        let list = try deployment.optionalSequence(ServeKeys.fallback.name) ?? []
        guard list.count <= maxFallbacks else {
            throw deployment.error(ServeKeys.fallback.name, "more than \(maxFallbacks)")
        }
        var chain: [DeploymentConfiguration.Fallback] = []
        for value in list {
            if case .constant? = chain.last {
                throw value.error("nothing comes after a constant: it always answers")
            }
            let entry = try ConfigurationSection(
                value.mapping(),
                declaredAt: "deployments[].fallback[]"
            )
            let hasVersion = entry.mapping[ServeKeys.fallbackVersion.name] != nil
            let hasConstant = entry.mapping[ServeKeys.fallbackConstant.name] != nil
            guard hasVersion != hasConstant else {
                throw value.error("needs either 'version' or 'constant'")
            }
            chain.append(
                hasVersion
                    ? .version(try entry.text(ServeKeys.fallbackVersion))
                    : .constant(try entry.number(ServeKeys.fallbackConstant))
            )
        }
        return chain
    }

    static func breaker(
        _ section: ConfigurationSection
    ) throws(YamlError) -> DeploymentConfiguration.Breaker {
        DeploymentConfiguration.Breaker(
            failureRate: try section.number(ServeKeys.breakerFailureRate),
            windowMs: try section.whole(ServeKeys.breakerWindowMs),
            minEvents: try section.whole(ServeKeys.breakerMinEvents),
            pauseMs: try section.whole(ServeKeys.breakerPauseMs),
            probes: try section.whole(ServeKeys.breakerProbes)
        )
    }
}
