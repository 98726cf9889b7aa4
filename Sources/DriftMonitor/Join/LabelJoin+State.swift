extension LabelJoin {
    /// Everything that outcomes depend on, but for what panes say that can be read again.
    public struct State: Sendable, Hashable, Codable {
        let counts: JoinCounts
        let endMs: Int64?
        let panes: [Pane]
        let ledger: LabelLedger

        struct Pane: Sendable, Hashable, Codable {
            let startMs: Int64
            let endMs: Int64
            let isJudged: Bool
            let predicted: UInt64?
            let labelled: UInt64?
        }
    }

    /// What a snapshot keeps: some 60 bytes a pane that waits, and at most 330 KB of the
    /// events that labels are told apart by.
    public var state: State {
        State(
            counts: counts,
            endMs: endMs,
            panes: panes.map {
                State.Pane(
                    startMs: $0.startMs,
                    endMs: $0.endMs,
                    isJudged: $0.isJudged,
                    predicted: $0.predicted.below,
                    labelled: $0.labelled.below
                )
            },
            ledger: ledger
        )
    }

    /// A join as it was, but for its table: ``rebuild(_:)`` fills it.
    ///
    /// - Throws: `JoinError` when the state's panes are not in the order of their time.
    public init(_ settings: JoinSettings, restoring state: State) throws(JoinError) {
        self.init(settings)
        let panes = state.panes
        guard panes.allSatisfy({ $0.startMs < $0.endMs }),
            panes.last?.endMs ?? .min <= state.endMs ?? .min,
            zip(panes, panes.dropFirst()).allSatisfy({ $0.endMs <= $1.startMs })
        else {
            throw JoinError(
                subject: "the join's state",
                problem: "its panes are not in the order of their time; begin without a snapshot"
            )
        }
        self.counts = state.counts
        self.endMs = state.endMs
        ledger = state.ledger
        self.panes = panes.map {
            var pane = PaneJoin(
                startMs: $0.startMs,
                endMs: $0.endMs,
                predicted: KeyLimit(below: $0.predicted),
                labelled: KeyLimit(below: $0.labelled)
            )
            pane.isJudged = $0.isJudged
            return pane
        }
    }
}
