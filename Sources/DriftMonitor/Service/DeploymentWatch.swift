internal import Observation
internal import Rollout

/// One deployment as it is watched: its panes, its pipeline and what is to be written.
struct DeploymentWatch {
    let name: String
    var assembler: PaneAssembler
    var pipeline: MonitorPipeline
    /// Whether something changed since the state was kept.
    var isChanged = false
    /// Alerts and commands that are not written.
    var outgoing: [OutgoingRecord] = []
    /// Commands whose fold is waited for, by their ids.
    var awaited: Set<String> = []

    /// Goes on where a state was kept, or begins.
    init(
        _ name: String,
        rules: MergeRules,
        sources: [InputPartition],
        observedCount: Int,
        snapshot: MonitorSnapshot?
    ) {
        self.name = name
        assembler = PaneAssembler(
            rules,
            sources: sources,
            observedCount: observedCount,
            state: snapshot?.merge
        )
        pipeline = snapshot?.pipeline ?? MonitorPipeline()
    }

    /// What is to be written: the alerts and commands, and the state that they follow from.
    func records(_ monitor: MonitorClients) throws(MonitorError) -> [OutgoingRecord] {
        let snapshot = MonitorSnapshot(merge: assembler.state, pipeline: pipeline)
        do {
            return outgoing
                + StateStore.records(
                    try snapshot.encoded(),
                    deployment: name,
                    monitor: monitor.monitor
                )
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
