/// The event time of one input partition, by which its own events are late, and what it does not
/// believe.
///
/// What it decides depends on the partition's records alone, from first to last, so it is kept beside
/// an offset: whoever reads on decides as the one before would have.
///
/// Thread safety: a value.
public struct PartitionClock: BitwiseCopyable, Sendable, Hashable, Codable {
    /// Where an event belongs.
    public enum Placement: Sendable, Hashable {
        /// In the pane that begins there.
        case pane(startMs: Int64)
        /// Its pane was over before the clock less the lateness.
        case late
        /// Too far ahead of the clock to be believed.
        case ahead
        /// Outside the years 1970 to 9999.
        case untimed
    }

    /// So many events ahead, one after the other and close together, are believed.
    public static let agreeing: Int64 = 100
    /// Times that an event may have, in Unix milliseconds.
    @inlinable public static var timesMs: ClosedRange<Int64> { 0...253_402_300_799_999 }

    /// The latest event time so far; −1 before the first.
    @usableFromInline var timeMs: Int64 = -1
    /// Events ahead of the clock, one after the other.
    @usableFromInline var aheadCount: Int64 = 0
    /// The first of them.
    @usableFromInline var aheadMs: Int64 = 0

    /// A clock before the first event.
    @inlinable
    public init() {}

    /// The latest event time so far, in Unix milliseconds; nil before the first.
    @inlinable public var knownMs: Int64? { timeMs < 0 ? nil : timeMs }

    /// Moves the clock to an event's time, if it is believed.
    ///
    /// Before the first event the record's own timestamp says what can be believed.
    ///
    /// - Parameters:
    ///   - eventMs: the event's time, in Unix milliseconds.
    ///   - recordMs: the record's timestamp.
    ///   - settings: how panes are cut.
    /// - Returns: where the event belongs.
    @inlinable @inline(__always)
    public mutating func place(
        _ eventMs: Int64,
        recordMs: Int64,
        _ settings: ObserveSettings
    ) -> Placement {
        guard Self.timesMs.contains(eventMs) else { return .untimed }
        if eventMs > timeMs {
            let now = timeMs >= 0 ? timeMs : Self.timesMs.contains(recordMs) ? recordMs : eventMs
            if eventMs - now > settings.maxJumpMs, !agrees(eventMs, settings) { return .ahead }
            timeMs = eventMs
        }
        aheadCount = 0
        let startMs = eventMs - eventMs % settings.paneMs
        guard startMs + settings.paneMs > timeMs - settings.latenessMs else { return .late }
        return .pane(startMs: startMs)
    }

    /// The pane in which the clock stands; before the first event, the one of the record's timestamp.
    public func standing(recordMs: Int64, _ settings: ObserveSettings) -> Placement {
        let now = timeMs >= 0 ? timeMs : recordMs
        guard Self.timesMs.contains(now) else { return .untimed }
        return .pane(startMs: now - now % settings.paneMs)
    }

    /// Whether enough events in a row say that it is so late.
    @usableFromInline
    mutating func agrees(_ eventMs: Int64, _ settings: ObserveSettings) -> Bool {
        if aheadCount == 0 || (eventMs - aheadMs).magnitude > UInt64(settings.maxJumpMs) {
            aheadCount = 0
            aheadMs = eventMs
        }
        aheadCount += 1
        return aheadCount >= Self.agreeing
    }
}

/// A clock beside a committed offset.
extension PartitionClock {
    private static let mark = "observed"

    /// Its state as text.
    public var text: String { "\(Self.mark) \(timeMs) \(aheadCount) \(aheadMs)" }

    /// A clock of its text; one that knows nothing where it is no clock's.
    public init(text: String?) {
        self.init()
        let parts = (text ?? "").split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 4, parts[0] == Self.mark,
            let time = Int64(parts[1]), time == -1 || Self.timesMs.contains(time),
            let count = Int64(parts[2]), 0..<Self.agreeing ~= count,
            let ahead = Int64(parts[3]), Self.timesMs.contains(ahead)
        else { return }
        timeMs = time
        aheadCount = count
        aheadMs = ahead
    }
}
