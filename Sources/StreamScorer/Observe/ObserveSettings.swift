internal import Observation
internal import Operations

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
