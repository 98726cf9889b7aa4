/// How events are told apart by their time.
public struct ObserveSettings: BitwiseCopyable, Sendable, Hashable {
    /// How long a pane is, in milliseconds; panes begin at its multiples since 1970.
    public let paneMs: Int64
    /// How much later than the latest event of its partition an event may come, in milliseconds.
    public let latenessMs: Int64
    /// How far ahead of the latest event of its partition one may be and is believed, in milliseconds.
    public let maxJumpMs: Int64

    /// These three; a pane is longer than 0, the others are not negative.
    @inlinable
    public init(paneMs: Int64, latenessMs: Int64, maxJumpMs: Int64) {
        self.paneMs = paneMs
        self.latenessMs = latenessMs
        self.maxJumpMs = maxJumpMs
    }
}
