/// What became of predictions and labels, since the beginning.
///
/// A label is counted when it comes, as one of `joined`, `duplicate`, `unmatched` and `unfit`.
public struct JoinCounts: Sendable, Hashable, Codable {
    /// Predictions that took part, shadows among them.
    public internal(set) var predictions = 0
    /// Predictions of the sample that did not: there was no room, or too many arms in the pane.
    public internal(set) var dropped = 0
    /// Predictions that got a label.
    public internal(set) var labelled = 0
    /// Predictions whose pane was judged before a label came.
    public internal(set) var unlabelled = 0
    /// Predictions that have no label, and whose pane waits.
    public var waiting: Int { predictions - labelled - unlabelled }
    /// Labels of the sample.
    public internal(set) var labels = 0
    /// Labels whose prediction was waiting for them.
    public internal(set) var joined = 0
    /// Labels of events that had one already.
    public internal(set) var duplicate = 0
    /// Labels of which no prediction waits: they came after its pane was judged (no more than
    /// `unlabelled`), before it (it gets them then), or belong to no event.
    public internal(set) var unmatched = 0
    /// Labels that cannot be compared with such predictions, such as 0.5 with a probability.
    public internal(set) var unfit = 0

    /// None yet.
    public init() {}

    mutating func add(_ others: JoinCounts) {
        predictions += others.predictions
        dropped += others.dropped
        labelled += others.labelled
        unlabelled += others.unlabelled
        labels += others.labels
        joined += others.joined
        duplicate += others.duplicate
        unmatched += others.unmatched
        unfit += others.unfit
    }
}
