internal import Kafka
internal import Observation
internal import Operations
internal import Records

/// Counts the events of a batch by partition, pane of their time and arm: what was decoded and scored,
/// and what was not.
///
/// It looks at what the other steps left and changes nothing of it. Off where there is no book. Not
/// thread-safe: one worker, one step.
@safe
struct ObserveStep: ~Copyable {
    private let book: ObservationBook?
    private var table: RoutingTable
    /// By route, then by shadow: its arm in the book.
    private var arms: FixedColumn<Int32>
    /// By route: its version.
    private var versions: FixedColumn<Int32>
    /// By version: whether its events have cells.
    private var isCounted: FixedColumn<Bool>
    /// By version: the bin of the time that its rows of this batch took.
    private var durations: FixedColumn<Int32>
    /// By row: its partition's place in the book, and the pane's start; −1 where it is in none.
    private let partitions: FixedColumn<Int32>
    private let startsMs: FixedColumn<Int64>
    /// By row: the slot in whose cells it counts; −1 where it counts in none.
    private let slots: FixedColumn<Int32>
    private var rows: CountedRows
    private var last = Lately()
    /// The partition of the last message, kept here while its messages come; `last.place` is its place.
    private var current = ObservedPartition(deployment: -1, partition: -1)
    /// Slots that can be had before a flush, at least.
    private var room = 0

    /// The slot found last: most events are of the same partition, pane and arm as the one before.
    private struct Lately: BitwiseCopyable {
        var deployment = -1
        var partition: Int32 = -1
        var place = -1
        var startMs: Int64 = -1
        var arm: Int32 = -1
        var slot = -1
    }

    /// - Parameters:
    ///   - book: what it counts into; nil: nothing is counted.
    ///   - table: its routes and shadows are counted.
    ///   - capacity: the largest batch, messages.
    init(_ book: ObservationBook?, table: RoutingTable, capacity: Int) {
        self.book = book
        self.table = table
        let room = book == nil ? 0 : capacity
        partitions = FixedColumn(repeating: -1, count: room)
        startsMs = FixedColumn(repeating: -1, count: room)
        slots = FixedColumn(repeating: -1, count: room)
        rows = CountedRows(capacity: max(1, room))
        arms = FixedColumn([])
        versions = FixedColumn([])
        isCounted = FixedColumn([])
        durations = FixedColumn([])
        adopt(table)
    }

    /// Counts `table`'s routes and shadows from now on.
    mutating func adopt(_ table: RoutingTable) {
        guard let book else { return }
        self.table = table
        last = Lately()
        arms = FixedColumn(book.adopt(table.observedArms))
        versions = FixedColumn(table.routes.map { Int32(truncatingIfNeeded: $0.version) })
        isCounted = FixedColumn(table.versions.map { $0.baseline != nil })
        durations = FixedColumn(repeating: 0, count: table.versions.count)
        rows.adopt(
            madeColumns: table.versions.map { $0.rows.observed?.columnCount ?? 0 }.max() ?? 0
        )
    }

    /// Whether nothing is counted.
    var isIdle: Bool { book == nil }

    /// Writes to `targets` from now on, by deployment.
    func redirect(to targets: [OutputTarget]) { book?.redirect(to: targets) }

    /// Counts messages `first ..< end` of the batch, which have their outcome.
    ///
    /// - Complexity: O(rows × (subjects × log bins + versions)). Allocates nothing once every slot was
    ///   used.
    mutating func run(
        _ batch: borrowing MessageBatch,
        _ decoded: borrowing DecodedRows,
        _ groups: borrowing RowGroups,
        _ scores: borrowing ScoreStep,
        from first: Int,
        to end: Int,
        into outbox: inout Outbox
    ) {
        guard let book else { return }
        for version in 0..<durations.count {
            durations[version] = Int32(
                truncatingIfNeeded: DurationBins.index(
                    ofNanoseconds: scores.durationsNs[version]
                )
            )
        }
        var start = first
        room = book.room
        for row in first..<end {
            if room < Self.slotsOfRow {
                count(from: start, to: row, batch, decoded, groups, scores, book)
                flush(book, into: &outbox)
                start = row
            }
            note(batch[row], row, decoded, groups, scores, book)
        }
        count(from: start, to: end, batch, decoded, groups, scores, book)
        leave(book)
    }

    /// Slots that a row takes at most: of the version that it was given to, and of what stood in.
    private static let slotsOfRow = 2

    private mutating func flush(_ book: ObservationBook, into outbox: inout Outbox) {
        leave(book)
        book.flush(into: &outbox)
        room = book.room
    }

    /// Puts the partition at hand back into the book: a flush, or another step, may follow.
    private mutating func leave(_ book: ObservationBook) {
        if last.place >= 0 { book.partitions.entries[last.place] = current }
        last = Lately()
    }

    /// Takes the partition of a message to hand.
    private mutating func enter(
        _ deployment: Int,
        _ partition: Int32,
        _ book: ObservationBook
    ) {
        leave(book)
        last.deployment = deployment
        last.partition = partition
        last.place = book.partitions.place(of: deployment, partition)
        current = book.partitions.entries[last.place]
    }

    /// Finds the pane and the slots of one message, and counts it there.
    private mutating func note(
        _ message: borrowing MessageView,
        _ row: Int,
        _ decoded: borrowing DecodedRows,
        _ groups: borrowing RowGroups,
        _ scores: borrowing ScoreStep,
        _ book: ObservationBook
    ) {
        slots[row] = -1
        partitions[row] = -1
        let state = decoded.states[row]
        guard state != .passed else { return }
        let deployment = message.topicIndex
        if deployment != last.deployment || message.partition != last.partition {
            enter(deployment, message.partition, book)
        }
        current.note(offset: message.offset)
        guard state != .tombstone else { return }
        let given = Int(groups.given[row])
        let placement =
            given < 0
            ? current.clock.standing(recordMs: message.timestampMs, book.settings)
            : current.clock.place(
                decoded.timesMs[row],
                recordMs: message.timestampMs,
                book.settings
            )
        guard case .pane(let startMs) = placement else {
            return noteUnplaced(placement, message.timestampMs, deployment, book)
        }
        guard given >= 0 else { return noteUndecodable(startMs, book) }
        partitions[row] = Int32(truncatingIfNeeded: last.place)
        startsMs[row] = startMs
        let slot = slot(startMs, arms[given], book)
        book.slots.slots[slot].note(offset: message.offset)
        guard state == .decoded else {
            book.slots.slots[slot].refused &+= 1
            return
        }
        noteAnswer(row, slot, startMs, message.offset, groups, scores, book)
    }

    /// Counts a decoded row as answered by the version that it was given to, or as failed there and
    /// answered by what stood in.
    @inline(__always)
    private mutating func noteAnswer(
        _ row: Int,
        _ slot: Int,
        _ startMs: Int64,
        _ offset: Int64,
        _ groups: borrowing RowGroups,
        _ scores: borrowing ScoreStep,
        _ book: ObservationBook
    ) {
        let given = Int(groups.given[row])
        noteDuration(of: Int(versions[given]), in: slot, book)
        guard scores.reasons[row] != .none else {
            return noteCounted(row, given, slot, book)
        }
        book.slots.slots[slot].failed &+= 1
        let route = Int(groups.routes[row])
        guard route != given else { return }
        let standIn = self.slot(startMs, arms[route], book)
        book.slots.slots[standIn].note(offset: offset)
        guard !isConstant(route) else { return }
        noteDuration(of: Int(versions[route]), in: standIn, book)
        noteCounted(row, route, standIn, book)
    }

    private func isConstant(_ route: Int) -> Bool {
        table.routes[route].versionName != table.versions[table.routes[route].version].name
    }

    @inline(__always)
    private func noteCounted(_ row: Int, _ route: Int, _ slot: Int, _ book: ObservationBook) {
        guard isCounted[Int(versions[route])] else { return }
        slots[row] = Int32(truncatingIfNeeded: slot)
        book.slots.slots[slot].counted &+= 1
    }

    @inline(__always)
    private func noteDuration(of version: Int, in slot: Int, _ book: ObservationBook) {
        // SAFETY: a bin is below the number of bins, of which each slot has all.
        unsafe book.slots.durations(of: slot)[Int(durations[version])] &+= 1
    }

    private mutating func noteUnplaced(
        _ placement: PartitionClock.Placement,
        _ recordMs: Int64,
        _ deployment: Int,
        _ book: ObservationBook
    ) {
        let reason: ObserveTally.Reason
        switch placement {
        case .pane: return
        case .late: reason = .late
        case .ahead: reason = .ahead
        case .untimed: reason = .untimed
        }
        current.outOfTime.note(reason)
        book.tally.note(reason, of: deployment)
        let standing = current.clock.standing(recordMs: recordMs, book.settings)
        guard case .pane(let startMs) = standing else { return }
        book.partitions.entries[last.place] = current
        book.note(reason, of: last.place, startMs: startMs)
        current = book.partitions.entries[last.place]
        room -= 1
    }

    private mutating func noteUndecodable(_ startMs: Int64, _ book: ObservationBook) {
        book.partitions.entries[last.place] = current
        book.noteUndecodable(of: last.place, startMs: startMs)
        current = book.partitions.entries[last.place]
        room -= 1
    }

    /// The slot of an arm in a pane of the partition at hand.
    @inline(__always)
    private mutating func slot(_ startMs: Int64, _ arm: Int32, _ book: ObservationBook) -> Int {
        if last.startMs == startMs, last.arm == arm { return last.slot }
        book.partitions.entries[last.place] = current
        last.startMs = startMs
        last.arm = arm
        last.slot = book.slot(of: last.place, startMs: startMs, arm: arm)
        current = book.partitions.entries[last.place]
        room -= 1
        return last.slot
    }

    /// Counts the features and scores of rows `first ..< end`, version by version.
    private mutating func count(
        from first: Int,
        to end: Int,
        _ batch: borrowing MessageBatch,
        _ decoded: borrowing DecodedRows,
        _ groups: borrowing RowGroups,
        _ scores: borrowing ScoreStep,
        _ book: ObservationBook
    ) {
        for version in table.versions.indices {
            let chosen = table.versions[version]
            guard let baseline = chosen.baseline else { continue }
            rows.begin()
            for row in first..<end where slots[row] >= 0 {
                guard Int(versions[Int(groups.routes[row])]) == version else { continue }
                unsafe rows.add(
                    row,
                    of: chosen,
                    batch[row],
                    decoded,
                    scores: scores.values.slice(from: Int(scores.offsets[row]), count: 1),
                    cells: book.slots.cells(of: Int(slots[row]))
                )
            }
            rows.countAll(by: baseline.counter, of: chosen.element)
        }
    }

    /// Counts what shadows gave for rows that `run` has placed.
    ///
    /// - Complexity: O(rows × scores × log bins). Allocates nothing once every slot was used.
    mutating func run(_ record: borrowing ShadowRecord, into outbox: inout Outbox) {
        guard let book else { return }
        room = book.room
        for shadow in table.shadows.indices {
            let arm = arms[table.routes.count + shadow]
            let baseline = table.versions[table.shadows[shadow].version].baseline
            let bin = DurationBins.index(ofNanoseconds: record.durationsNs[shadow])
            rows.begin()
            for place in 0..<record.counts[shadow] {
                let row = record.row(place, of: shadow)
                guard partitions[row] >= 0 else { continue }
                if room < Self.slotsOfRow {
                    if let baseline { rows.countScores(by: baseline.counter) }
                    flush(book, into: &outbox)
                    rows.begin()
                }
                let slot = slot(ofShadow: row, arm, book)
                let offset = record.offset(place, of: shadow)
                current.widen(to: offset)
                book.slots.slots[slot].note(offset: offset)
                switch record.outcome(place, of: shadow) {
                case .refused: book.slots.slots[slot].refused &+= 1
                case .failed: book.slots.slots[slot].failed &+= 1
                case .scored:
                    unsafe book.slots.durations(of: slot)[bin] &+= 1
                    guard baseline != nil else { continue }
                    book.slots.slots[slot].counted &+= 1
                    unsafe rows.add(
                        scores: record.scores(place, of: shadow),
                        cells: book.slots.cells(of: slot)
                    )
                }
            }
            if let baseline { rows.countScores(by: baseline.counter) }
        }
        leave(book)
    }

    /// The slot of a shadow's arm in the pane that a row was placed in.
    private mutating func slot(
        ofShadow row: Int,
        _ arm: Int32,
        _ book: ObservationBook
    ) -> Int {
        let place = Int(partitions[row])
        if place != last.place {
            let entry = book.partitions.entries[place]
            enter(Int(entry.deployment), entry.partition, book)
        }
        return slot(startsMs[row], arm, book)
    }

    /// Notes that the turn has ended: what it counted is whole.
    func settle() { book?.settle() }

    /// Hands over how many records were written, and how many events are in no pane.
    func drain(
        records: (_ deployment: Int, _ count: UInt64) -> Void,
        unplaced: (_ deployment: Int, _ reason: ObserveTally.Reason, _ count: UInt64) -> Void
    ) {
        book?.tally.drain(records: records, unplaced: unplaced)
    }
}
