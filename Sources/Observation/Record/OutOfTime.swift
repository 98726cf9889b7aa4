/// Events whose own time puts them into no pane; they count where their partition's clock stood.
public struct OutOfTime: BitwiseCopyable, Sendable, Hashable {
    /// Events that came too late.
    public var late = 0
    /// Events whose time is so far ahead of the clock that it was not believed.
    public var ahead = 0
    /// Events whose time is outside the years 1970 to 9999.
    public var untimed = 0

    /// Counts; none unless given.
    public init(late: Int = 0, ahead: Int = 0, untimed: Int = 0) {
        self.late = late
        self.ahead = ahead
        self.untimed = untimed
    }

    /// Whether there are none.
    public var isEmpty: Bool { late | ahead | untimed == 0 }
}
