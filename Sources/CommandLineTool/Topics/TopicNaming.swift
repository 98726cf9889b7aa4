import Operations

/// The names that a configuration gives to the declared topics.
enum TopicNaming {
    /// Renames declared topics as the configuration does: `features` and `predictions` become the
    /// deployments' own topics, one declaration each, and the service's topics what `topics:` says.
    ///
    /// - Returns: in the order declared, each name once.
    static func rename(_ files: [TopicFile], as configuration: ServeConfiguration) -> [TopicFile] {
        var renamed: [TopicFile] = []
        for file in files {
            for name in names(of: file.name, in: configuration)
            where !renamed.contains(where: { $0.name == name }) {
                renamed.append(file.named(name))
            }
        }
        return renamed
    }

    private static func names(of name: String, in configuration: ServeConfiguration) -> [String] {
        let deployments = configuration.deployments
        let topics = configuration.topics
        switch name {
        case "features": return deployments.isEmpty ? [name] : deployments.map(\.input.topic)
        case "predictions": return deployments.isEmpty ? [name] : deployments.map(\.output.topic)
        case "dead-letters": return [topics.deadLetters]
        case "control": return [topics.control]
        case "status": return [topics.status]
        case "observations": return [topics.observations]
        case "alerts": return [topics.alerts]
        case "monitor-state": return [configuration.monitor.stateTopic]
        case "labels": return [configuration.monitor.labels?.topic ?? name]
        case "shadow-predictions": return [topics.shadowPredictions]
        default: return [name]
        }
    }
}
