/// Decides what a worker does about a rebalance, one step at a time; does nothing itself.
///
/// The worker tells what happened and performs the action it gets. The way of a revocation: finish
/// the batch in hand, commit it, give the partitions up. If the commit fails, or the partitions are
/// lost already, the work is aborted, and what stays is read again from its committed offsets.
///
///     polled(event) ─▶ finishBatch ─▶ commit ─▶ apply
///                          │             └ failed ─▶ abort ─▶ applyAndRewind
///                          └ failed, or event is `lost` ─▶ abort ─▶ applyAndRewind
public struct RebalanceMachine: Sendable {
    /// What has happened.
    public enum Input: Sendable, Hashable {
        /// A poll is done; `hasWork`: records are decoded, produced or uncommitted.
        case polled(RebalanceEvent?, hasWork: Bool)
        /// The batch in hand is produced.
        case batchFinished
        /// All finished work is committed.
        case committed
        /// Finishing or committing has failed.
        case failed
        /// The work is undone: the transaction aborted, or the records' acknowledgements waited for.
        case aborted
        /// The event is applied, and what was to be read again is rewound.
        case applied
    }

    /// What to do next.
    public enum Action: Sendable, Hashable {
        /// Nothing about rebalances: go on.
        case proceed
        /// Process and produce what is in hand; then tell `batchFinished` or `failed`.
        case finishBatch
        /// Commit everything that is finished; then tell `committed` or `failed`.
        case commit
        /// Undo what is not committed; then tell `aborted`.
        case abort
        /// Apply the event; then tell `applied`.
        case apply(RebalanceEvent)
        /// Apply the event, and rewind every partition that stays to its committed offset; then
        /// tell `applied`.
        case applyAndRewind(RebalanceEvent)
    }

    private enum State: Sendable, Hashable {
        case steady
        case finishing(RebalanceEvent)
        case committing(RebalanceEvent)
        case aborting(RebalanceEvent)
        case applying(RebalanceEvent)
    }

    private var state = State.steady

    /// Begins without a rebalance.
    public init() {}

    /// Whether an event is being dealt with.
    public var isRebalancing: Bool { state != .steady }

    /// Takes one input; answers with the next action.
    ///
    /// - Precondition: the input answers the last action.
    public mutating func handle(_ input: Input) -> Action {
        switch (state, input) {
        case (.steady, .polled(nil, _)):
            return .proceed
        case (.steady, .polled(let event?, let hasWork)):
            return begin(event, hasWork: hasWork)
        case (.finishing(let event), .batchFinished):
            state = .committing(event)
            return .commit
        case (.committing(let event), .committed):
            state = .applying(event)
            return .apply(event)
        case (.finishing(let event), .failed), (.committing(let event), .failed):
            state = .aborting(event)
            return .abort
        case (.aborting(let event), .aborted):
            state = .applying(event)
            return .applyAndRewind(event)
        case (.applying, .applied):
            state = .steady
            return .proceed
        default:
            preconditionFailure("\(input) does not answer the last action in \(state)")
        }
    }

    private mutating func begin(_ event: RebalanceEvent, hasWork: Bool) -> Action {
        switch (event, hasWork) {
        case (.revoked, true):
            state = .finishing(event)
            return .finishBatch
        case (.lost, true):
            state = .aborting(event)
            return .abort
        // Of an assignment nothing is taken away: work in hand stays ours and is finished later.
        case (.assigned, _), (.revoked, false), (.lost, false):
            state = .applying(event)
            return .apply(event)
        }
    }
}
