/// Records that have a clock in common: those of a partition of a topic, or of an input partition
/// among the observations in it.
struct LaneKey: Sendable, Hashable, Codable {
    /// The partition of the topic.
    let source: InputPartition
    /// The input partition that was observed; nil where the topic's own is meant.
    let observed: Int32?
}

/// A lane as it is read: its clock, and from where it would have to be read again.
struct Lane: Sendable {
    /// Where the first record of a pane stood, and the clock before it.
    struct Mark: Sendable {
        let offset: Int64
        let clock: LaneClock
    }

    let key: LaneKey
    var clock = LaneClock()
    /// Records before it are done with.
    private(set) var readFrom: Int64 = 0
    /// Records before it have been read by an earlier run.
    private(set) var countedTo: Int64 = 0
    /// The first record of each open pane, by the pane's start; those before `firstMark` are done with.
    private var marks: [(startMs: Int64, mark: Mark)] = []
    private var firstMark = 0
    /// Since when the end of the partition is reached and nothing has come; of a monotonic clock.
    var quietSinceMs: UInt64?
    /// Whether nothing will come any more.
    var isFinished = false
    /// The ends of the closed panes, by the first record that was read while it was the end.
    private var ends: [ClosedEnd] = []

    init(_ key: LaneKey) { self.key = key }

    init(_ state: LaneState) {
        key = state.key
        clock = state.clock
        readFrom = state.readFrom
        countedTo = state.countedTo
        ends = state.ends
    }

    /// Whether a record is read for the first time.
    func isNew(_ offset: Int64) -> Bool { offset >= countedTo }

    /// Where the closed panes ended when a record of a pane was read first, as far as that moved the
    /// record.
    ///
    /// - Parameters:
    ///   - offset: the record's.
    ///   - startMs: the pane's.
    ///   - now: where they end now; nil: none was closed.
    /// - Returns: a time before the pane's start where it does not matter.
    mutating func closedEnd(at offset: Int64, of startMs: Int64, now: Int64?) -> Int64 {
        guard isNew(offset) else { return ends.last { $0.offset <= offset }?.endMs ?? .min }
        guard let now, startMs < now else { return .min }
        if ends.last?.endMs != now { ends.append(ClosedEnd(offset: offset, endMs: now)) }
        return now
    }

    /// Notes a pane's record, if it is its first.
    ///
    /// - Complexity: O(1) for panes in their order, O(n) in the open panes otherwise.
    mutating func mark(_ start: Int64, _ offset: Int64, before: LaneClock) {
        var place = marks.count
        while place > firstMark, marks[place - 1].startMs > start { place -= 1 }
        if place > firstMark, marks[place - 1].startMs == start { return }
        marks.insert((start, Mark(offset: offset, clock: before)), at: place)
    }

    /// Lets go of what only panes that begin before `start` needed.
    ///
    /// - Complexity: O(1) a pane, in the long run.
    mutating func forget(before start: Int64, position: Int64) {
        while firstMark < marks.count, marks[firstMark].startMs < start { firstMark += 1 }
        if firstMark > 64, firstMark * 2 > marks.count {
            marks.removeFirst(firstMark)
            firstMark = 0
        }
        guard ends.count > 1 else { return }
        let first = restart(position: position).offset
        let needed = ends.lastIndex { $0.offset <= first } ?? 0
        ends.removeFirst(needed)
    }

    /// From where it would be read again, with the clock there; `position` is the next offset.
    private func restart(position: Int64) -> Mark {
        marks[firstMark...].lazy.map(\.mark).min { $0.offset < $1.offset }
            ?? Mark(offset: max(position, readFrom), clock: clock)
    }

    /// What has to be kept of it.
    func state(position: Int64) -> LaneState {
        let mark = restart(position: position)
        return LaneState(
            key: key,
            clock: mark.clock,
            readFrom: mark.offset,
            countedTo: max(position, countedTo),
            ends: ends
        )
    }
}

/// The end of the closed panes from a record on.
struct ClosedEnd: Sendable, Hashable, Codable {
    let offset: Int64
    let endMs: Int64
}

/// A lane as it is kept.
struct LaneState: Sendable, Hashable, Codable {
    let key: LaneKey
    let clock: LaneClock
    let readFrom: Int64
    let countedTo: Int64
    let ends: [ClosedEnd]
}

/// How long an input partition was silent while others brought something.
struct Silence: Sendable, Hashable, Codable {
    /// Panes that are not unusual for any partition.
    static let leastPanes = 5
    /// So many times its longest silence is unusual.
    static let factor = 3

    /// The partition.
    let partition: Int32
    /// Panes since it brought something.
    private(set) var panes = 0
    /// The longest silence that ended.
    private(set) var longest = 0
    /// Where the silence begins; nil: there is none.
    private(set) var sinceMs: Int64?
    /// Whether what it brought last was mostly late: it is not silent, its clock is behind.
    private var isBehind: Bool?

    init(_ partition: Int32) { self.partition = partition }

    /// Whether it is silent for unusually long.
    var isStalled: Bool { panes >= max(Self.leastPanes, Self.factor * longest) }

    /// Takes a pane in which some partition brought something.
    mutating func take(isSilent: Bool, isBehind: Bool, startMs: Int64) {
        if isSilent {
            guard self.isBehind != true else { return }
            panes += 1
            sinceMs = sinceMs ?? startMs
        } else {
            longest = max(longest, panes)
            panes = 0
            sinceMs = nil
            self.isBehind = isBehind
        }
    }
}

/// From where the inputs are read again, and what was closed before: the assembler as it is kept.
public struct MergeState: Sendable, Hashable, Codable {
    let paneMs: Int64
    let nextStartMs: Int64?
    let emptyCount: Int
    let silences: [Silence]
    let lanes: [LaneState]
}
