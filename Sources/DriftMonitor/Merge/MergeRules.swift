internal import Observation

/// How event time is cut into panes, and how long a pane is waited for.
public struct MergeRules: Sendable, Hashable {
    /// The length of a pane, in milliseconds.
    public let paneMs: Int64
    /// How much later than its partition's clock a record may come, in milliseconds.
    public let latenessMs: Int64
    /// How far ahead of its partition's clock a record is believed, in milliseconds.
    public let maxJumpMs: Int64
    /// For how long a partition whose end is reached is waited for, in milliseconds of the machine.
    public let idleMs: UInt64
    /// How long after an event its label may come, in milliseconds.
    public let labelAgeMs: Int64

    /// Puts them together.
    ///
    /// - Precondition: a pane is longer than 0, nothing is negative.
    public init(
        paneMs: Int64 = 60_000,
        latenessMs: Int64 = 60_000,
        maxJumpMs: Int64 = 86_400_000,
        idleMs: UInt64 = 10_000,
        labelAgeMs: Int64 = 86_400_000
    ) {
        precondition(paneMs > 0 && latenessMs >= 0 && maxJumpMs >= 0 && labelAgeMs >= 0)
        self.paneMs = paneMs
        self.latenessMs = latenessMs
        self.maxJumpMs = maxJumpMs
        self.idleMs = idleMs
        self.labelAgeMs = labelAgeMs
    }

    /// As a scorer goes by them.
    var observed: ObserveSettings {
        ObserveSettings(paneMs: paneMs, latenessMs: latenessMs, maxJumpMs: maxJumpMs)
    }

    /// The start of the pane that holds a time.
    public func start(of timeMs: Int64) -> Int64 {
        let remainder = timeMs % paneMs
        return timeMs - (remainder < 0 ? remainder + paneMs : remainder)
    }
}
