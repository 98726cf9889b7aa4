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

    /// The slot found last: most events are of the same partition, pane and arm as the one before.
    private struct Lately: BitwiseCopyable {
        var deployment = -1
        var partition: Int32 = -1
        var place = -1
        var slotPlace = -1
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
        for row in first..<end {
            if !book.hasRoom {
                count(from: start, to: row, batch, decoded, groups, scores, book)
                flush(book, into: &outbox)
                start = row
            }
            note(batch[row], row, decoded, groups, scores, book)
        }
        count(from: start, to: end, batch, decoded, groups, scores, book)
        last.slot = -1
        last.slotPlace = -1
    }

    private mutating func flush(_ book: ObservationBook, into outbox: inout Outbox) {
        book.flush(into: &outbox)
        last.slotPlace = -1
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
            last.deployment = deployment
            last.partition = message.partition
            last.place = book.partitions.place(of: deployment, message.partition)
        }
        let place = last.place
        book.partitions.entries[place].note(offset: message.offset)
        guard state != .tombstone else { return }
        let given = Int(groups.given[row])
        let placement =
            given < 0
            ? book.partitions.entries[place].clock.standing(
                recordMs: message.timestampMs,
                book.settings
            )
            : book.partitions.entries[place].clock.place(
                decoded.timesMs[row],
                recordMs: message.timestampMs,
                book.settings
            )
        guard case .pane(let startMs) = placement else {
            return noteUnplaced(placement, place, deployment, book)
        }
        guard given >= 0 else { return book.noteUndecodable(of: place, startMs: startMs) }
        partitions[row] = Int32(truncatingIfNeeded: place)
        startsMs[row] = startMs
        let slot = slot(place, startMs, arms[given], book)
        book.slots.slots[slot].note(offset: message.offset)
        guard state == .decoded else {
            book.slots.slots[slot].refused &+= 1
            return
        }
        noteAnswer(row, slot, place, startMs, message.offset, groups, scores, book)
    }

    /// Counts a decoded row as answered by the version that it was given to, or as failed there and
    /// answered by what stood in.
    @inline(__always)
    private mutating func noteAnswer(
        _ row: Int,
        _ slot: Int,
        _ place: Int,
        _ startMs: Int64,
        _ offset: Int64,
        _ groups: borrowing RowGroups,
        _ scores: borrowing ScoreStep,
        _ book: ObservationBook
    ) {
        let given = Int(groups.given[row])
        noteDuration(of: table.routes[given].version, in: slot, book)
        guard scores.reasons[row] != .none else {
            return noteCounted(row, given, slot, book)
        }
        book.slots.slots[slot].failed &+= 1
        let route = Int(groups.routes[row])
        guard route != given else { return }
        let standIn = self.slot(place, startMs, arms[route], book)
        book.slots.slots[standIn].note(offset: offset)
        guard !isConstant(route) else { return }
        noteDuration(of: table.routes[route].version, in: standIn, book)
        noteCounted(row, route, standIn, book)
    }

    private func isConstant(_ route: Int) -> Bool {
        table.routes[route].versionName != table.versions[table.routes[route].version].name
    }

    @inline(__always)
    private func noteCounted(_ row: Int, _ route: Int, _ slot: Int, _ book: ObservationBook) {
        guard isCounted[table.routes[route].version] else { return }
        slots[row] = Int32(truncatingIfNeeded: slot)
        book.slots.slots[slot].counted &+= 1
    }

    @inline(__always)
    private func noteDuration(of version: Int, in slot: Int, _ book: ObservationBook) {
        // SAFETY: a bin is below the number of bins, of which each slot has all.
        unsafe book.slots.durations(of: slot)[Int(durations[version])] &+= 1
    }

    private func noteUnplaced(
        _ placement: PartitionClock.Placement,
        _ place: Int,
        _ deployment: Int,
        _ book: ObservationBook
    ) {
        switch placement {
        case .pane: break
        case .late:
            book.partitions.entries[place].late &+= 1
            book.tally.note(.late, of: deployment)
        case .ahead:
            book.partitions.entries[place].ahead &+= 1
            book.tally.note(.ahead, of: deployment)
        case .untimed:
            book.partitions.entries[place].untimed &+= 1
            book.tally.note(.untimed, of: deployment)
        }
    }

    @inline(__always)
    private mutating func slot(
        _ place: Int,
        _ startMs: Int64,
        _ arm: Int32,
        _ book: ObservationBook
    ) -> Int {
        if last.slotPlace == place, last.startMs == startMs, last.arm == arm { return last.slot }
        last.slotPlace = place
        last.startMs = startMs
        last.arm = arm
        last.slot = book.slot(of: place, startMs: startMs, arm: arm)
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
            guard let baseline = table.versions[version].baseline else { continue }
            rows.begin()
            for row in first..<end where slots[row] >= 0 {
                guard table.routes[Int(groups.routes[row])].version == version else { continue }
                unsafe rows.add(
                    row,
                    of: table.versions[version],
                    batch[row],
                    decoded,
                    scores: scores.values.slice(from: Int(scores.offsets[row]), count: 1),
                    cells: book.slots.cells(of: Int(slots[row]))
                )
            }
            rows.countAll(by: baseline.counter, of: table.versions[version].element)
        }
    }

    /// Counts what shadows gave for rows that `run` has placed.
    ///
    /// - Complexity: O(rows × scores × log bins). Allocates nothing once every slot was used.
    mutating func run(_ record: borrowing ShadowRecord, into outbox: inout Outbox) {
        guard let book else { return }
        for shadow in table.shadows.indices {
            let arm = arms[table.routes.count + shadow]
            let baseline = table.versions[table.shadows[shadow].version].baseline
            let bin = DurationBins.index(ofNanoseconds: record.durationsNs[shadow])
            rows.begin()
            for place in 0..<record.counts[shadow] {
                let row = record.row(place, of: shadow)
                guard partitions[row] >= 0 else { continue }
                if !book.hasRoom {
                    if let baseline { rows.countScores(by: baseline.counter) }
                    flush(book, into: &outbox)
                    rows.begin()
                }
                let partition = Int(partitions[row])
                let slot = slot(partition, startsMs[row], arm, book)
                book.slots.slots[slot].note(offset: record.offset(place, of: shadow))
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
        last.slotPlace = -1
    }

    /// Hands over how many records were written, and how many events are in no pane.
    func drain(
        records: (_ deployment: Int, _ count: UInt64) -> Void,
        unplaced: (_ deployment: Int, _ reason: ObserveTally.Reason, _ count: UInt64) -> Void
    ) {
        book?.tally.drain(records: records, unplaced: unplaced)
    }
}
