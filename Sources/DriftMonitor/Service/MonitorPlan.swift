internal import Operations
internal import Rollout

/// What is watched and what is read for it, as the control log and the broker stand.
struct MonitorPlan {
    /// A topic that is read.
    struct Topic: Hashable {
        let input: MonitorInput
        let name: String
        let partitions: Int
    }

    /// A deployment that is watched.
    struct Deployment {
        let name: String
        /// Its model, and the version that is champion.
        let model: String
        let version: String
        /// Where its events hold what.
        let events: Declaration.Input
        let topics: [Topic]
        /// Partitions of its input topic; 0 where that is not there.
        let observedCount: Int

        var sources: [InputPartition] {
            topics.flatMap { topic in
                (0..<topic.partitions).map { InputPartition(topic.input, Int32($0)) }
            }
        }
    }

    let deployments: [Deployment]

    /// Every topic, once.
    var topics: [Topic] {
        var seen: Set<Topic> = []
        return deployments.flatMap(\.topics).filter { seen.insert($0).inserted }
    }

    /// - Parameters:
    ///   - configuration: what to watch.
    ///   - states: the deployments, as the control log has them, or the configuration.
    ///   - counts: partitions of the cluster's topics, by name.
    /// - Throws: `MonitorError` when a topic that is needed is not there.
    init(
        _ configuration: ServeConfiguration,
        _ states: [String: DeploymentState],
        _ counts: [String: Int]
    ) throws(MonitorError) {
        let wanted = configuration.monitor.deployments
        var deployments: [Deployment] = []
        for state in states.values.sorted(by: { $0.name < $1.name })
        where wanted.isEmpty || wanted.contains(state.name) {
            var topics: [Topic] = []
            for (input, name) in Self.inputs(of: state, configuration, counts) {
                guard let count = counts[name], count > 0 else {
                    throw MonitorError(
                        .configuration,
                        "topic '\(name)', which deployment '\(state.name)' needs for its "
                            + "\(input.rawValue), is not there: make it with "
                            + "'stream-scorer topics create', or name another"
                    )
                }
                topics.append(Topic(input: input, name: name, partitions: count))
            }
            deployments.append(
                Deployment(
                    name: state.name,
                    model: state.declaration.model,
                    version: state.champion,
                    events: state.declaration.input,
                    topics: topics,
                    observedCount: counts[state.declaration.input.topic] ?? 0
                )
            )
        }
        self.deployments = deployments
    }

    private static func inputs(
        of state: DeploymentState,
        _ configuration: ServeConfiguration,
        _ counts: [String: Int]
    ) -> [(MonitorInput, String)] {
        let predictions = (MonitorInput.predictions, state.declaration.output.topic)
        let shadows = (MonitorInput.shadowPredictions, configuration.topics.shadowPredictions)
        let labels = configuration.monitor.labels.map { [(MonitorInput.labels, $0.topic)] }
        switch configuration.monitor.source {
        case .observations:
            let counted = [(MonitorInput.observations, configuration.topics.observations)]
            return counted + (labels.map { [predictions, shadows] + $0 } ?? [])
        case .topics:
            // Others have no shadows, or none that are ours.
            let hasShadows = configuration.monitor.predictions == nil && counts[shadows.1] != nil
            return [(.features, state.declaration.input.topic), predictions]
                + (hasShadows ? [shadows] : []) + (labels ?? [])
        }
    }

    /// What the plan follows from: when it changes, another is made.
    static func basis(
        _ configuration: ServeConfiguration,
        _ states: [String: DeploymentState]
    ) -> [[String]] {
        let wanted = configuration.monitor.deployments
        let isCounted = configuration.monitor.source == .topics
        return states.values.sorted { $0.name < $1.name }.compactMap { state in
            guard wanted.isEmpty || wanted.contains(state.name) else { return nil }
            guard isCounted else { return [state.name] }
            // Features are counted by the champion's baseline.
            let (input, output) = (state.declaration.input, state.declaration.output)
            return [
                state.name, state.declaration.model, state.champion, input.topic,
                input.format.rawValue, input.id, input.time, input.features, output.topic,
            ]
        }
    }
}
