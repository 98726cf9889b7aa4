/// What became of predictions and labels, since the beginning.
///
/// A label is counted once, as one of `joined`, `early`, `duplicate`, `late`, `orphan`, `unmatched` and
/// `unfit`: when it comes, or, where its prediction may still come, once that has come or is not waited
/// for any more. Until then it is `held`.
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
    /// Labels that came before their prediction, which has got them.
    public internal(set) var early = 0
    /// Labels of events that had one already.
    public internal(set) var duplicate = 0
    /// Labels that came after the pane of their prediction was judged without them.
    public internal(set) var late = 0
    /// Labels of no event: no prediction came before them, nor within the time that they were kept.
    public internal(set) var orphan = 0
    /// Labels that are early, late or of no event, beyond the sample that is told apart.
    public internal(set) var unmatched = 0
    /// Labels that cannot be compared with such predictions, such as 0.5 with a probability.
    public internal(set) var unfit = 0

    /// Labels whose prediction may still come.
    public var held: Int {
        labels - joined - early - duplicate - late - orphan - unmatched - unfit
    }

    /// None yet.
    public init() {}

    mutating func add(_ others: JoinCounts) {
        predictions += others.predictions
        dropped += others.dropped
        labelled += others.labelled
        unlabelled += others.unlabelled
        labels += others.labels
        joined += others.joined
        early += others.early
        duplicate += others.duplicate
        late += others.late
        orphan += others.orphan
        unmatched += others.unmatched
        unfit += others.unfit
    }
}
