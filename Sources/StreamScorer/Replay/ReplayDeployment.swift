package import Operations
package import Rollout

/// The deployment whose events are scored again: as the control log has it, where it has it.
package struct ReplayDeployment: Sendable {
    /// How its events are read and answered.
    package let configuration: DeploymentConfiguration
    /// The revision of the control log that it is taken from; nil: the configuration file.
    package let revision: Int64?
    /// In what the file has it otherwise, such as `input`; the log's side is taken.
    package let differences: [String]
    /// Every deployment that the file or the log names: their topics are live.
    package let live: [DeploymentConfiguration]

    /// Finds it.
    ///
    /// A known deployment keeps its topics, its events' form and its model for ever, so the newest
    /// state of the log speaks for any time; only `output.headers` may have been another.
    ///
    /// - Parameters:
    ///   - name: the deployment's name.
    ///   - file: the configuration file.
    ///   - log: what the control log folds to; nil where there is no such topic.
    /// - Throws: `ScoringError` of kind `.configuration` where neither has the deployment, or both
    ///   have it with other topics.
    package init(
        named name: String,
        _ file: ServeConfiguration,
        _ log: ControlState?
    ) throws(ScoringError) {
        let configured = file.deployments.first { $0.name == name }
        let logged = log?.deployments[name]
        if let configured, let conflict = logged?.declaration.conflict(with: configured) {
            throw ScoringError(.configuration, conflict)
        }
        // `serve` needs one at least, so that a file has it; of that one no more is taken than what
        // a replay does not use, such as the deadline.
        guard configured != nil || logged != nil, let pattern = configured ?? file.deployments.first
        else { throw ScoringError(.configuration, Self.unknown(name, file, log)) }
        configuration = logged.map { pattern.following($0) } ?? pattern
        revision = logged?.revision
        differences = configured.flatMap { logged?.declaration.differences(from: $0) } ?? []
        let others = log?.deployments.values.sorted { $0.name < $1.name } ?? []
        live = file.deployments + others.map { pattern.following($0) }
    }

    private static func unknown(
        _ name: String,
        _ file: ServeConfiguration,
        _ log: ControlState?
    ) -> String {
        let declared = file.deployments.map(\.name).joined(separator: ", ")
        let logged = log.map { $0.deployments.keys.sorted().joined(separator: ", ") }
        let held: String =
            switch logged {
            case nil: "there is no topic '\(file.topics.control)' to ask"
            case "": "the control log holds none"
            case let names?: "the control log holds \(names)"
            }
        return "there is no deployment '\(name)'; the configuration has \(declared), and \(held)"
    }
}

extension DeploymentConfiguration {
    /// This one in the place of a deployment that the control log has, its topics and all.
    fileprivate func following(_ logged: DeploymentState) -> DeploymentConfiguration {
        var followed = following(logged.declaration)
        followed.name = logged.name
        followed.input.topic = logged.declaration.input.topic
        followed.output.topic = logged.declaration.output.topic
        return followed
    }
}
