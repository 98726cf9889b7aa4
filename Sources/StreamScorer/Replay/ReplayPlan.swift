package import Inference
package import Operations

/// What is scored again: which events, by which version, into which topic.
package struct ReplayPlan: Sendable {
    /// The name that predictions give as their route.
    package static let route = "replay"

    /// Whose events they are, and how they are read and answered.
    package let deployment: DeploymentConfiguration
    /// The version that answers.
    package let model: Model
    /// Where predictions go.
    package let outputTopic: String
    /// Record timestamps from the first on and before the second, Unix milliseconds.
    package let timesMs: Range<Int64>
    /// A longer value is not decoded.
    package let maxEventBytes: Int
    /// The events that are wanted; nil: all.
    package var served: ServedEvents?

    /// Plans a replay.
    ///
    /// - Throws: `ScoringError` when the output is a topic that the service reads or writes: a
    ///   replay must not mix with what is live.
    package init(
        _ deployment: ReplayDeployment,
        of configuration: ServeConfiguration,
        model: Model,
        outputTopic: String,
        timesMs: Range<Int64>
    ) throws(ScoringError) {
        if let use = Self.use(of: outputTopic, by: configuration, deployment.live) {
            throw ScoringError(
                .configuration,
                "'\(outputTopic)' is \(use): a replay goes into a topic of its own"
            )
        }
        self.deployment = deployment.configuration
        self.model = model
        self.outputTopic = outputTopic
        self.timesMs = timesMs
        maxEventBytes = configuration.maxEventBytes
    }

    /// What the service does with a topic, in words; nil where it has nothing to do with it.
    private static func use(
        of topic: String,
        by configuration: ServeConfiguration,
        _ live: [DeploymentConfiguration]
    ) -> String? {
        for deployment in live {
            if topic == deployment.output.topic {
                return "the live output of deployment '\(deployment.name)'"
            }
            if topic == deployment.input.topic {
                return "the input of deployment '\(deployment.name)'"
            }
        }
        let names = configuration.topics
        let own = [
            (names.control, "control"), (names.status, "status"),
            (names.observations, "observations"), (names.alerts, "alerts"),
            (names.deadLetters, "dead-letter"), (names.shadowPredictions, "shadow-predictions"),
        ]
        return own.first { $0.0 == topic }.map { "the service's own \($0.1) topic" }
    }
}
