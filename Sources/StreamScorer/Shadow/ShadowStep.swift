internal import Inference
internal import Kafka
internal import Operations
internal import Records

/// Scores shadows on the rows of a batch whose predictions are on their way, and writes theirs, each
/// with the served one beside it.
///
/// Nothing that is served depends on it: it runs last, stops when its budget is used up, writes only
/// where the outbox has room to spare, and whatever a shadow gives is written or counted. Told not to
/// shed, it scores and writes every row, and events wait for it.
///
/// It takes the batch in stretches, each of which all shadows score before the next, and writes it in the
/// order of its rows: one shadow's records after another's would go back in event time by a whole batch,
/// which is days where a backlog is worked off. Not thread-safe: one worker, one step.
struct ShadowStep: ~Copyable {
    /// How busy the worker is.
    struct Turn {
        /// When the turn began to work on its batch.
        let beganNs: UInt64
        /// Whether the poll brought a full batch, so that events are waiting.
        let isBusy: Bool
        /// Whether what is served had to wait on its way to the broker.
        let isPressed: Bool
    }

    private var table: RoutingTable
    private var scorer: RowScorer
    private var values: FixedColumn<Double>
    private var costs: FixedColumn<RowCost>
    /// By shadow: nanoseconds in its model in the last `run`.
    private(set) var durationsNs: FixedColumn<UInt64>
    private var tally: ShadowTally
    private var writer: ShadowWriter
    private var budget: ShadowBudget
    private var earnedNs: UInt64 = 0
    private let sheds: Bool
    private let gate: ShadowGate
    /// The stretch's rows by shadow: those that it is to score, and those that it scored.
    private var sampled: StretchRows
    private var scored: StretchRows
    /// By shadow: why the rest of the batch's rows are shed, by its number; 0 where they are not.
    private var shedding: FixedColumn<UInt8>
    private var width = 0
    /// The shadow that comes first: another one each turn, so that none lives on what others leave.
    private var first = 0
    /// What shadows gave in the last `run`, where it is observed.
    private(set) var record: ShadowRecord

    /// - Parameters:
    ///   - table: its shadows are scored.
    ///   - capacity: the largest batch, messages.
    ///   - share: of the worker's time that shadows may take while events are waiting.
    ///   - sheds: whether rows are left out where events wait or room is short.
    ///   - gate: closed while shadow predictions must not be written.
    ///   - isObserved: whether what shadows give is kept for the observe step.
    init(
        table: RoutingTable,
        capacity: Int,
        share: Double,
        sheds: Bool = true,
        gate: ShadowGate,
        isObserved: Bool = false
    ) {
        record = ShadowRecord(
            outputs: table.shadowVersions.map(\.model.outputCount),
            capacity: isObserved ? capacity : 0
        )
        self.table = table
        self.gate = gate
        self.sheds = sheds
        budget = ShadowBudget(share: share)
        scorer = RowScorer(versions: table.shadowVersions, capacity: capacity)
        values = FixedColumn(repeating: 0, count: Self.room(for: table))
        costs = FixedColumn(repeating: RowCost(), count: table.shadows.count)
        durationsNs = FixedColumn(repeating: 0, count: table.shadows.count)
        tally = ShadowTally(shadows: table.shadows.count)
        writer = ShadowWriter(
            topics: table.deployments.map(\.source.topic),
            findsRoom: !sheds
        )
        sampled = StretchRows(shadows: table.shadows.count)
        scored = StretchRows(shadows: table.shadows.count)
        shedding = FixedColumn(repeating: 0, count: table.shadows.count)
        width = Self.width(of: table)
    }

    /// Scores `table`'s shadows from now on; what is known of models that stay is kept.
    ///
    /// - Precondition: what was counted has been drained.
    mutating func adopt(_ table: RoutingTable) {
        var known: [RowCost] = []
        for shadow in table.shadows {
            let model = table.versions[shadow.version].model
            let place = self.table.shadows.firstIndex {
                self.table.versions[$0.version].model === model
            }
            known.append(place.map { costs[$0] } ?? RowCost())
        }
        costs = FixedColumn(known)
        self.table = table
        scorer.adopt(table.shadowVersions)
        values = FixedColumn(repeating: 0, count: Self.room(for: table))
        durationsNs = FixedColumn(repeating: 0, count: table.shadows.count)
        tally = ShadowTally(shadows: table.shadows.count)
        record.adopt(outputs: table.shadowVersions.map(\.model.outputCount))
        sampled = StretchRows(shadows: table.shadows.count)
        scored = StretchRows(shadows: table.shadows.count)
        shedding = FixedColumn(repeating: 0, count: table.shadows.count)
        width = Self.width(of: table)
        first = 0
    }

    /// Numbers that a row's scores are at most.
    private static func width(of table: RoutingTable) -> Int {
        table.shadowVersions.map(\.model.outputCount).max() ?? 0
    }

    private static func room(for table: RoutingTable) -> Int {
        ShadowBudget.maxRows * table.shadows.count * width(of: table)
    }

    /// Whether there is nothing to do.
    var isIdle: Bool { table.shadows.isEmpty }

    /// Writes to `targets` from now on, by deployment.
    mutating func redirect(to targets: [OutputTarget]) { writer.redirect(to: targets) }

    /// Hands over what was counted, and starts from zero.
    mutating func drain(_ report: (_ shadow: Int, _ result: ShadowResult, _ count: UInt64) -> Void)
    {
        tally.drain(report)
    }

    /// Scores and writes as much as the budget and the outbox let.
    ///
    /// What was answered of the batch stands before message `end`; `turn` says how busy the worker is,
    /// and `isWaiting` whether events wait to be polled.
    ///
    /// - Complexity: O(rows × shadows), and what the budget allows for scoring. Allocates nothing but
    ///   headers.
    mutating func run(
        _ batch: borrowing MessageBatch,
        _ rows: borrowing DecodedRows,
        _ groups: borrowing RowGroups,
        _ scores: borrowing ScoreStep,
        until end: Int,
        turn: Turn,
        isWaiting: () -> Bool,
        into outbox: inout Outbox
    ) {
        let count = table.shadows.count
        record.begin()
        let now = MonotonicClock.nanoseconds()
        budget.earn(servedNs: now - turn.beganNs, elapsedNs: earnedNs == 0 ? 0 : now - earnedNs)
        earnedNs = now
        first = first + 1 < count ? first + 1 : 0
        let isShut = sheds && !gate.isOpen(nowNs: now)
        for shadow in 0..<count {
            durationsNs[shadow] = 0
            shedding[shadow] = isShut ? ShadowResult.shedUndelivered.rawValue : 0
        }
        var next = 0
        while next < end {
            next = sample(batch, rows, groups, scores, from: next, until: end)
            for place in 0..<count {
                work((first + place) % count, batch, rows, turn, isWaiting, outbox)
            }
            let began = MonotonicClock.nanoseconds()
            write(batch, rows, groups, scores, &outbox)
            budget.spend(MonotonicClock.nanoseconds() - began)
        }
        for shadow in 0..<count { record.note(durationNs: durationsNs[shadow], of: shadow) }
    }

    /// Notes the rows of the next stretch that each shadow is to score.
    ///
    /// Those of its deployment that were answered, by another version than itself, whose key is in
    /// its sample. An event without a key is sampled by its id. A stretch ends where some shadow has as
    /// many rows as it scores at once.
    ///
    /// - Returns: where the stretch ends.
    private mutating func sample(
        _ batch: borrowing MessageBatch,
        _ rows: borrowing DecodedRows,
        _ groups: borrowing RowGroups,
        _ scores: borrowing ScoreStep,
        from start: Int,
        until end: Int
    ) -> Int {
        sampled.clear()
        for row in start..<end where rows.states[row] == .decoded && scores.isAnswered[row] {
            var isFull = false
            let version = table.routes[Int(groups.routes[row])].version
            for shadow in table.shadows.indices {
                guard rows.deployments[row] == Int32(table.shadows[shadow].deployment),
                    table.shadows[shadow].version != version
                else { continue }
                let wanted = table.shadows[shadow].sampleMillionths
                if wanted < 1_000_000,
                    writer.millionth(table.shadows[shadow].salt, batch[row], row, rows) >= wanted
                {
                    continue
                }
                if sampled.add(row, of: shadow) { isFull = true }
            }
            if isFull { return row + 1 }
        }
        return end
    }

    /// Has a shadow score its rows of the stretch, slice by slice.
    private mutating func work(
        _ shadow: Int,
        _ batch: borrowing MessageBatch,
        _ rows: borrowing DecodedRows,
        _ turn: Turn,
        _ isWaiting: () -> Bool,
        _ outbox: borrowing Outbox
    ) {
        scored.clear(shadow)
        let count = sampled.count(of: shadow)
        var next = 0
        var began = MonotonicClock.nanoseconds()
        while next < count, shedding[shadow] == 0 {
            guard !sheds || (outbox.isRoomy && !turn.isPressed) else {
                shedding[shadow] = ShadowResult.shedFull.rawValue
                break
            }
            let slice =
                sheds
                ? budget.slice(
                    of: count - next,
                    rowNs: costs[shadow].rowNs(nowNs: began),
                    isWaiting: turn.isBusy || isWaiting()
                ) : count - next
            guard slice > 0 else {
                shedding[shadow] = ShadowResult.shedBudget.rawValue
                break
            }
            score(shadow, from: next, count: slice, batch, rows)
            let ended = MonotonicClock.nanoseconds()
            costs[shadow].note(rows: slice, ns: ended - began, nowNs: ended)
            budget.spend(ended - began)
            began = ended
            next += slice
        }
        noteShed(shadow, count - next)
    }

    /// Counts rows of a shadow that sheds.
    private mutating func noteShed(_ shadow: Int, _ count: Int) {
        guard count > 0, let result = ShadowResult(rawValue: shedding[shadow]) else { return }
        tally.note(shadow, result, count)
    }

    /// Scores a slice of a shadow's rows, and keeps what it gave for the observe step.
    private mutating func score(
        _ shadow: Int,
        from start: Int,
        count: Int,
        _ batch: borrowing MessageBatch,
        _ rows: borrowing DecodedRows
    ) {
        let version = table.versions[table.shadows[shadow].version]
        scorer.fill(
            version,
            sampled.rows,
            from: sampled.place(start, of: shadow),
            count: count,
            of: rows
        )
        if scorer.refused > 0 { tally.note(shadow, .failedRow, scorer.refused) }
        let outputs = version.model.outputCount
        let first = scoresStart(of: scored.count(of: shadow), shadow)
        if scorer.count > 0 {
            let began = MonotonicClock.nanoseconds()
            scorer.score(version, place: shadow, count: scorer.count, into: &values, at: first)
            durationsNs[shadow] &+= max(1, MonotonicClock.nanoseconds() - began)
        }
        var taken = 0
        for place in start..<start + count {
            let row = sampled.row(place, of: shadow)
            let offset = batch[row].offset
            guard taken < scorer.count, scorer.row(at: taken) == row else {
                record.noteRefused(row, offset: offset, of: shadow)
                continue
            }
            let own = values.slice(from: first + taken * outputs, count: outputs)
            record.note(row, offset: offset, of: shadow, scores: own, isFinite: own.allFinite)
            _ = scored.add(row, of: shadow)
            taken += 1
        }
    }

    /// Where the scores of a shadow's row stand, by its place among those that were scored.
    private func scoresStart(of place: Int, _ shadow: Int) -> Int {
        shadow * ShadowBudget.maxRows * width
            + place * table.versions[table.shadows[shadow].version].model.outputCount
    }

    /// Writes the stretch, row by row.
    private mutating func write(
        _ batch: borrowing MessageBatch,
        _ rows: borrowing DecodedRows,
        _ groups: borrowing RowGroups,
        _ scores: borrowing ScoreStep,
        _ outbox: inout Outbox
    ) {
        let count = table.shadows.count
        scored.rewind()
        while let row = scored.nextRow {
            for place in 0..<count {
                let shadow = (first + place) % count
                guard let taken = scored.take(row, of: shadow) else { continue }
                let result = write(taken, of: shadow, row, batch, rows, groups, scores, &outbox)
                guard result == .shedFull else {
                    tally.note(shadow, result, 1)
                    continue
                }
                shedding[shadow] = ShadowResult.shedFull.rawValue
                noteShed(shadow, 1 + scored.takeAll(of: shadow))
            }
        }
    }

    /// Writes one shadow's prediction of a row.
    private func write(
        _ place: Int,
        of shadow: Int,
        _ row: Int,
        _ batch: borrowing MessageBatch,
        _ rows: borrowing DecodedRows,
        _ groups: borrowing RowGroups,
        _ scores: borrowing ScoreStep,
        _ outbox: inout Outbox
    ) -> ShadowResult {
        let outputs = table.versions[table.shadows[shadow].version].model.outputCount
        let own = values.slice(from: scoresStart(of: place, shadow), count: outputs)
        guard own.allFinite else { return .failedNonFinite }
        let route = Int(groups.routes[row])
        let servedOutputs = table.routes[route].encoder.shape.scoreCount
        return writer.write(
            batch[row],
            row,
            rows,
            by: table.shadows[shadow],
            addsHeaders: table.deployments[table.shadows[shadow].deployment].addsHeaders,
            own,
            beside: table.routes[route].served,
            scores.values.slice(from: Int(scores.offsets[row]), count: servedOutputs),
            into: &outbox
        )
    }
}

extension RoutingTable {
    /// By shadow: its version.
    fileprivate var shadowVersions: [Version] { shadows.map { versions[$0.version] } }
}
