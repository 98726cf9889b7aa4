public import Rollout

/// One pane's way: everything that follows from it, in order.
///
/// Pure: the same panes give the same steps.
public struct MonitorPipeline: Sendable, Codable {
    /// What follows from a pane.
    public struct Step: Sendable {
        /// Changes of state that somebody should know of.
        public var alerts: [Alert] = []
        /// What the control log is told.
        public var commands: [Command] = []
    }

    private var panes = 0

    /// Before the first pane.
    public init() {}

    /// Takes the next pane.
    public mutating func run(_ pane: ClosedPane, deployment: DeploymentState) -> Step {
        panes += 1
        return Step()
    }
}
