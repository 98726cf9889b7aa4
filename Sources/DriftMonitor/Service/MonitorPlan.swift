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
    ///   - control: the control log's state.
    ///   - counts: partitions of the cluster's topics, by name.
    /// - Throws: `MonitorError` when a topic that is needed is not there.
    init(
        _ configuration: ServeConfiguration,
        _ control: ControlState,
        _ counts: [String: Int]
    ) throws(MonitorError) {
        let wanted = configuration.monitor.deployments
        var deployments: [Deployment] = []
        for state in control.deployments.values.sorted(by: { $0.name < $1.name })
        where wanted.isEmpty || wanted.contains(state.name) {
            var topics: [Topic] = []
            for (input, name) in Self.inputs(of: state, configuration) {
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
                    topics: topics,
                    observedCount: counts[state.declaration.input.topic] ?? 0
                )
            )
        }
        self.deployments = deployments
    }

    private static func inputs(
        of state: DeploymentState,
        _ configuration: ServeConfiguration
    ) -> [(MonitorInput, String)] {
        let counted: [(MonitorInput, String)] =
            switch configuration.monitor.source {
            case .observations: [(.observations, configuration.topics.observations)]
            }
        guard let labels = configuration.monitor.labels else { return counted }
        return counted + [
            (.predictions, state.declaration.output.topic),
            (.shadowPredictions, configuration.topics.shadowPredictions),
            (.labels, labels.topic),
        ]
    }
}
