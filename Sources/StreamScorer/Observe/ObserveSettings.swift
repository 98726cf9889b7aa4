internal import Operations

/// How events are told apart by their time.
struct ObserveSettings: BitwiseCopyable {
    /// How long a pane is; panes begin at its multiples since 1970.
    let paneMs: Int64
    /// How much later than the latest event of its partition an event may come.
    let latenessMs: Int64
    /// How far ahead of the latest event of its partition one may be and is believed.
    let maxJumpMs: Int64
}

extension ObserveSettings {
    /// What the section `observe` says.
    init(_ configured: ServeConfiguration.Observing) {
        self.init(
            paneMs: Int64(configured.paneMs),
            latenessMs: Int64(configured.latenessMs),
            maxJumpMs: Int64(configured.maxJumpMs)
        )
    }
}
