internal import Inference
internal import Kafka
internal import Operations
internal import Records

/// Scores shadows on the rows of a batch whose predictions are on their way, and writes theirs, each
/// with the served one beside it.
///
/// Nothing that is served depends on it: it runs last, stops when its budget is used up, writes only
/// where the outbox has room to spare, and whatever a shadow gives is written or counted. Told not to
/// shed, it scores and writes every row, and events wait for it. Not thread-safe: one worker, one step.
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
    /// Rows of the batch that the shadow at work is to score.
    private let sampled: FixedColumn<Int32>
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
        sampled = FixedColumn(repeating: 0, count: capacity)
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
        first = 0
    }

    private static func room(for table: RoutingTable) -> Int {
        ShadowBudget.maxRows * (table.shadowVersions.map(\.model.outputCount).max() ?? 0)
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
        for place in 0..<count {
            let shadow = (first + place) % count
            durationsNs[shadow] = 0
            let rowCount = sample(shadow, batch, rows, groups, scores, until: end)
            guard rowCount > 0 else { continue }
            guard !sheds || gate.isOpen(nowNs: now) else {
                tally.note(shadow, .shedUndelivered, rowCount)
                continue
            }
            work(shadow, rowCount, batch, rows, groups, scores, turn, isWaiting, &outbox)
            record.note(durationNs: durationsNs[shadow], of: shadow)
        }
    }

    /// Notes the rows of the batch that a shadow is to score.
    ///
    /// Those of its deployment that were answered, by another version than itself, whose key is in
    /// its sample. An event without a key is sampled by its id.
    ///
    /// - Returns: how many they are.
    private mutating func sample(
        _ shadow: Int,
        _ batch: borrowing MessageBatch,
        _ rows: borrowing DecodedRows,
        _ groups: borrowing RowGroups,
        _ scores: borrowing ScoreStep,
        until end: Int
    ) -> Int {
        let wanted = table.shadows[shadow].sampleMillionths
        let salt = table.shadows[shadow].salt
        let deployment = Int32(table.shadows[shadow].deployment)
        let version = table.shadows[shadow].version
        var count = 0
        for row in 0..<end where rows.states[row] == .decoded {
            guard rows.deployments[row] == deployment, scores.isAnswered[row] else { continue }
            if table.routes[Int(groups.routes[row])].version == version { continue }
            if wanted < 1_000_000, writer.millionth(salt, batch[row], row, rows) >= wanted {
                continue
            }
            sampled[count] = Int32(truncatingIfNeeded: row)
            count += 1
        }
        return count
    }

    /// Scores and writes a shadow's sampled rows, slice by slice.
    private mutating func work(
        _ shadow: Int,
        _ rowCount: Int,
        _ batch: borrowing MessageBatch,
        _ rows: borrowing DecodedRows,
        _ groups: borrowing RowGroups,
        _ scores: borrowing ScoreStep,
        _ turn: Turn,
        _ isWaiting: () -> Bool,
        _ outbox: inout Outbox
    ) {
        var next = 0
        var began = MonotonicClock.nanoseconds()
        while next < rowCount {
            guard !sheds || (outbox.isRoomy && !turn.isPressed) else {
                return tally.note(shadow, .shedFull, rowCount - next)
            }
            let slice =
                sheds
                ? budget.slice(
                    of: rowCount - next,
                    rowNs: costs[shadow].rowNs(nowNs: began),
                    isWaiting: turn.isBusy || isWaiting()
                ) : min(ShadowBudget.maxRows, rowCount - next)
            guard slice > 0 else { return tally.note(shadow, .shedBudget, rowCount - next) }
            score(shadow, from: next, count: slice, rows)
            keep(shadow, from: next, count: slice, batch)
            let unwritten = write(shadow, batch, rows, groups, scores, &outbox)
            let ended = MonotonicClock.nanoseconds()
            costs[shadow].note(rows: slice, ns: ended - began, nowNs: ended)
            budget.spend(ended - began)
            began = ended
            next += slice
            guard unwritten == 0 else {
                return tally.note(shadow, .shedFull, unwritten + rowCount - next)
            }
        }
    }

    private mutating func score(
        _ shadow: Int,
        from start: Int,
        count: Int,
        _ rows: borrowing DecodedRows
    ) {
        let version = table.versions[table.shadows[shadow].version]
        scorer.fill(version, sampled, from: start, count: count, of: rows)
        if scorer.refused > 0 { tally.note(shadow, .failedRow, scorer.refused) }
        guard scorer.count > 0 else { return }
        let began = MonotonicClock.nanoseconds()
        scorer.score(version, place: shadow, count: scorer.count, into: &values, at: 0)
        durationsNs[shadow] &+= max(1, MonotonicClock.nanoseconds() - began)
    }

    /// Keeps what a shadow gave for a slice of its rows, for the observe step.
    private func keep(
        _ shadow: Int,
        from start: Int,
        count: Int,
        _ batch: borrowing MessageBatch
    ) {
        let outputs = table.versions[table.shadows[shadow].version].model.outputCount
        var taken = 0
        for place in start..<start + count {
            let row = Int(sampled[place])
            let offset = batch[row].offset
            guard taken < scorer.count, scorer.row(at: taken) == row else {
                record.noteRefused(row, offset: offset, of: shadow)
                continue
            }
            let own = values.slice(from: taken * outputs, count: outputs)
            record.note(row, offset: offset, of: shadow, scores: own, isFinite: own.allFinite)
            taken += 1
        }
    }

    /// Writes what was scored.
    ///
    /// - Returns: how many rows were not, because the outbox had no room.
    private mutating func write(
        _ shadow: Int,
        _ batch: borrowing MessageBatch,
        _ rows: borrowing DecodedRows,
        _ groups: borrowing RowGroups,
        _ scores: borrowing ScoreStep,
        _ outbox: inout Outbox
    ) -> Int {
        let outputs = table.versions[table.shadows[shadow].version].model.outputCount
        let addsHeaders = table.deployments[table.shadows[shadow].deployment].addsHeaders
        for place in 0..<scorer.count {
            let own = values.slice(from: place * outputs, count: outputs)
            guard own.allFinite else {
                tally.note(shadow, .failedNonFinite, 1)
                continue
            }
            let row = scorer.row(at: place)
            let route = Int(groups.routes[row])
            let servedOutputs = table.routes[route].encoder.shape.scoreCount
            let result = writer.write(
                batch[row],
                row,
                rows,
                by: table.shadows[shadow],
                addsHeaders: addsHeaders,
                own,
                beside: table.routes[route].served,
                scores.values.slice(from: Int(scores.offsets[row]), count: servedOutputs),
                into: &outbox
            )
            if result == .shedFull { return scorer.count - place }
            tally.note(shadow, result, 1)
        }
        return 0
    }
}

extension RoutingTable {
    /// By shadow: its version.
    fileprivate var shadowVersions: [Version] { shadows.map { versions[$0.version] } }
}
