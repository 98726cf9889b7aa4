internal import Observation

/// One input partition: its clock, and what was counted of it and is not written yet.
struct ObservedPartition: BitwiseCopyable {
    let deployment: Int32
    let partition: Int32
    var clock = PartitionClock()
    /// Whether the clock is the one beside the committed offset, moved on since.
    var isClockKnown = false
    /// The first offset counted; −1: none.
    var fromOffset: Int64 = -1
    var nextOffset: Int64 = -1
    var outOfTime = OutOfTime()
    /// The first of its panes in the book; −1: none.
    var firstPane: Int32 = -1

    /// The clock up to which everything is counted, shadows too; −1: none.
    ///
    /// What it passes may be closed by whoever reads the records.
    var settledMs: Int64 = -1
    /// The settled clock that was written last; −1: none.
    var writtenMs: Int64 = -1
    /// The offset after the last that was looked at.
    var position: Int64 = 0

    /// Whether there is something to write.
    var hasNews: Bool {
        firstPane >= 0 || !outOfTime.isEmpty || settledMs != writtenMs
    }

    /// Notes that an event was looked at.
    @inline(__always)
    mutating func note(offset: Int64) {
        if fromOffset < 0 { fromOffset = offset }
        nextOffset = offset &+ 1
        position = nextOffset
    }

    /// Notes an event once more: a shadow's part of it is written after a flush in between.
    @inline(__always)
    mutating func widen(to offset: Int64) {
        fromOffset = fromOffset < 0 ? offset : min(fromOffset, offset)
        nextOffset = max(nextOffset, offset &+ 1)
    }

    /// Notes that every event that was looked at is counted, by shadows too.
    mutating func settle() { settledMs = clock.knownMs ?? -1 }

    /// Forgets what was counted.
    mutating func clear() {
        fromOffset = -1
        nextOffset = -1
        outOfTime = OutOfTime()
        firstPane = -1
    }
}

/// A pane of one partition.
struct ObservedPane: BitwiseCopyable {
    var startMs: Int64 = 0
    var undecodable = 0
    var outOfTime = OutOfTime()
    /// The partition's next pane; −1: none.
    var next: Int32 = -1
    /// The first of its slots; −1: none.
    var firstSlot: Int32 = -1
}
