import Rollout

/// An instance: it folds the log at its own pace, routes by what it has folded, and forgets
/// everything when it crashes.
struct SimulatedInstance {
    /// An event and how it was routed.
    struct Routed {
        let event: SimulatedEvent
        let deployment: String
        let revision: Int64
        let version: String
        let route: String
    }

    private(set) var state = ControlState()
    /// Index of the next record.
    private(set) var position = 0
    private(set) var isPaused = false

    mutating func fold(_ log: [ControlRecord], atMost count: Int) {
        for record in log[position...].prefix(count) {
            _ = state.apply(record)
            position += 1
        }
    }

    mutating func crash() {
        state = ControlState()
        position = 0
    }

    mutating func pause(_ paused: Bool) { isPaused = paused }

    /// A reader that starts again somewhere before folds nothing twice.
    mutating func readAgain(_ record: ControlRecord) { _ = state.apply(record) }

    func route(_ event: SimulatedEvent, of deployment: String) -> Routed? {
        guard let plan = state.deployments[deployment]?.routePlan() else { return nil }
        let (version, route) = plan.route(event)
        return Routed(
            event: event,
            deployment: deployment,
            revision: plan.revision,
            version: version,
            route: route
        )
    }
}
