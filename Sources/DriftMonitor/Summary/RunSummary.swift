/// What a run of the monitor came to for one deployment, since its state began.
public struct RunSummary: Sendable {
    /// The deployment.
    public let deployment: String
    /// What its panes came to.
    public let tally: RunTally
    /// What became of predictions and labels; nil where there are no labels.
    public let joined: JoinCounts?
    /// Alerts that hold now.
    public let firing: Int
}

extension RunSummary {
    /// The summary of what is watched.
    init(_ watch: DeploymentWatch) {
        self.init(
            deployment: watch.name,
            tally: watch.pipeline.tally,
            joined: watch.pipeline.joined,
            firing: watch.pipeline.firing.count
        )
    }
}
