internal import Observation
internal import Operations
internal import Rollout

/// One deployment as it is watched: its panes, its pipeline and what is to be written.
///
/// Not thread-safe: one thread, one watch.
struct DeploymentWatch {
    let name: String
    var assembler: PaneAssembler
    private(set) var pipeline: MonitorPipeline
    /// Whether something changed since the state was kept.
    private(set) var isChanged = false
    /// Alerts and commands that are not written.
    private(set) var outgoing: [OutgoingRecord] = []
    /// Commands whose fold is waited for, by their ids.
    var awaited: Set<String> = []
    private let facts: VersionFactsShelf
    /// Its model.
    private let model: String
    /// Reads its events, where the monitor counts them itself.
    private let events: FeatureIntake?
    /// Whether predictions wait for labels.
    private let hasLabels: Bool
    private let topics: ServeConfiguration.TopicNames
    private let monitor: String

    /// Goes on where a state was kept, or begins.
    ///
    /// - Throws: `MonitorError` when what was kept cannot be used.
    init(
        _ deployment: MonitorPlan.Deployment,
        _ configuration: ServeConfiguration,
        _ facts: VersionFactsShelf,
        state: [UInt8]?
    ) throws(MonitorError) {
        name = deployment.name
        model = deployment.model
        self.facts = facts
        hasLabels = configuration.monitor.labels != nil
        events = try FeatureIntake.counting(deployment, configuration, facts)
        topics = configuration.topics
        monitor = configuration.monitor.name
        do {
            let snapshot = try state.map { try MonitorSnapshot(decoding: $0) }
            pipeline = try MonitorPipeline(
                deployment: deployment.name,
                settings: AlertSettings(configuration.monitor),
                labels: configuration.monitor.labels.map {
                    JoinSettings($0, kind: facts.kind(of: deployment.model, deployment.version))
                },
                state: snapshot?.pipeline
            )
            assembler = PaneAssembler(
                MergeRules(configuration),
                sources: deployment.sources,
                observedCount: deployment.observedCount,
                state: snapshot?.merge,
                neededFromMs: pipeline.neededFromMs
            )
        } catch {
            throw MonitorError(
                .configuration,
                "what was kept of deployment '\(deployment.name)' cannot be read (\(error)): another "
                    + "version kept it; give the monitor another name to begin anew"
            )
        }
    }

    /// Counts an event of the input topic.
    ///
    /// - Parameters:
    ///   - value: the record's value.
    ///   - recordMs: the record's timestamp.
    ///   - place: where it stands.
    /// - Returns: why it cannot be decoded, or is refused; nil where it is a row.
    mutating func count(_ value: RawSpan, recordMs: Int64, at place: InputPlace) -> String? {
        guard let events else {
            assembler.skip(place)
            return nil
        }
        let event = events.read(value, recordMs: recordMs)
        assembler.add(event, of: events, recordMs: recordMs, at: place)
        switch event {
        case .decoded: return nil
        case .undecodable(let failure), .refused(_, let failure):
            return events.words(failure)
        }
    }

    /// Counts a prediction that was served, and keeps it for its label.
    mutating func count(
        _ prediction: ServedPrediction,
        _ outputs: [Double],
        recordMs: Int64,
        at place: InputPlace
    ) {
        assembler.add(
            prediction,
            outputs: outputs,
            contract(of: prediction.arm.version),
            recordMs: recordMs,
            isJoined: hasLabels,
            at: place
        )
    }

    /// Counts a prediction of a challenger, and keeps it for its label.
    mutating func count(
        _ shadow: ShadowPrediction,
        _ outputs: [Double],
        recordMs: Int64,
        at place: InputPlace
    ) {
        assembler.add(
            shadow,
            outputs: outputs,
            contract(of: shadow.version),
            recordMs: recordMs,
            isJoined: hasLabels,
            at: place
        )
    }

    private func contract(of version: String) -> VersionContract? {
        if let events, events.version == version { return events.contract }
        return facts.contract(of: model, version)
    }

    /// What became of the next pane.
    enum Taken {
        /// Records may still come for it.
        case none
        /// It was taken again, for what waits for labels.
        case again
        /// It was new.
        case new(MonitorPipeline.Step)

        /// What followed from a new one.
        var step: MonitorPipeline.Step? {
            guard case .new(let step) = self else { return nil }
            return step
        }
    }

    /// Closes the next pane and takes its step.
    ///
    /// - Parameters:
    ///   - state: the control log's.
    ///   - nowMs: of a monotonic clock.
    /// - Returns: what became of it.
    mutating func step(_ state: DeploymentState, nowMs: UInt64) -> Taken {
        guard let closed = assembler.next(nowMs: nowMs) else { return .none }
        guard !closed.isAgain else {
            pipeline.rebuild(closed.pane)
            return .again
        }
        for arm in closed.pane.arms {
            guard let digest = arm.baselineDigest, !pipeline.knows(digest) else { continue }
            if let baseline = facts.baseline(of: state.declaration.model, arm.arm.version) {
                pipeline.know(baseline)
            }
        }
        let step = pipeline.run(closed.pane, deployment: state)
        assembler.need(panesAfter: pipeline.neededFromMs)
        isChanged = true
        for alert in step.alerts {
            outgoing.append(
                OutgoingRecord(topic: topics.alerts, key: alert.key, value: alert.encoded())
            )
        }
        let commands = step.decisions.flatMap {
            $0.commands(monitor: monitor, nowMs: WallClock.milliseconds())
        }
        for command in commands {
            outgoing.append(
                OutgoingRecord(
                    topic: topics.control,
                    key: command.deployment,
                    value: command.encoded()
                )
            )
            awaited.insert(command.id)
        }
        return .new(step)
    }

    /// What is to be written: the alerts and commands, and the state that they follow from.
    ///
    /// - Throws: `MonitorError` when the state cannot be encoded.
    func records(_ monitor: MonitorConfiguration) throws(MonitorError) -> [OutgoingRecord] {
        let snapshot = MonitorSnapshot(merge: assembler.state, pipeline: pipeline.state)
        do {
            return outgoing
                + StateStore.records(try snapshot.encoded(), deployment: name, monitor: monitor)
        } catch {
            throw MonitorError(
                .failed,
                "the state of deployment '\(name)' cannot be kept: \(error)"
            )
        }
    }

    /// It is written.
    mutating func committed() {
        outgoing = []
        isChanged = false
    }
}
