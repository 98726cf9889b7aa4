internal import Inference
internal import Operations

/// Scores each version's rows with its model, one call a version; then has the fallback chain answer
/// what a version did not.
///
/// Not thread-safe.
struct ScoreStep: ~Copyable {
    /// The outcome of the last `run`: the scores of row `i` are
    /// `values[offsets[i] ..< offsets[i] + its route's outputs]`, where `isAnswered`.
    var values: FixedColumn<Double>
    let offsets: FixedColumn<Int32>
    /// By row: whether it has scores.
    let isAnswered: FixedColumn<Bool>
    /// By row: why the version that it was routed to did not answer.
    let reasons: FixedColumn<Unanswered>
    /// By version: nanoseconds the last `run` spent in its model; 0 where it had no rows.
    private(set) var durationsNs: FixedColumn<UInt64>
    /// By version and reason: rows not answered, since the last `drain`.
    var unanswered: FixedColumn<UInt64>

    /// The rows between two looks at the clock, where a version has a deadline.
    static let chunkRows = 64

    private(set) var table: RoutingTable
    private let capacity: Int
    var scorer: RowScorer
    private var breakers: BreakerShelf
    /// The most numbers that a row's scores are.
    private(set) var width: Int
    private var used = 0
    /// Rows that a version did not answer and that have a chain to go to.
    let failed: FixedColumn<Int32>
    private(set) var failedCount = 0
    /// Those of them that a version of the chain is tried with.
    let candidates: FixedColumn<Int32>

    init(table: RoutingTable, capacity: Int, breakers: consuming BreakerShelf) {
        self.table = table
        self.capacity = capacity
        self.breakers = breakers
        width = Self.width(of: table)
        values = FixedColumn(repeating: 0, count: Self.room(for: table, capacity))
        offsets = FixedColumn(repeating: 0, count: capacity)
        isAnswered = FixedColumn(repeating: false, count: capacity)
        reasons = FixedColumn(repeating: .none, count: capacity)
        failed = FixedColumn(repeating: 0, count: capacity)
        candidates = FixedColumn(repeating: 0, count: capacity)
        durationsNs = FixedColumn(repeating: 0, count: table.versions.count)
        unanswered = FixedColumn(
            repeating: 0,
            count: table.versions.count * Unanswered.count
        )
        scorer = RowScorer(versions: table.versions, capacity: capacity)
        self.breakers.adopt(table.breakerHolders)
    }

    /// Scores `table`'s versions from now on; scratch memory and breakers of versions that stay are
    /// kept.
    ///
    /// - Precondition: what was counted has been drained.
    mutating func adopt(_ table: RoutingTable) {
        self.table = table
        width = Self.width(of: table)
        let room = Self.room(for: table, capacity)
        if room > values.count { values = FixedColumn(repeating: 0, count: room) }
        durationsNs = FixedColumn(repeating: 0, count: table.versions.count)
        unanswered = FixedColumn(
            repeating: 0,
            count: table.versions.count * Unanswered.count
        )
        scorer.adopt(table.versions)
        breakers.adopt(table.breakerHolders)
    }

    private static func width(of table: RoutingTable) -> Int {
        table.versions.map(\.model.outputCount).max() ?? 1
    }

    /// One score a row, and where chains exist one more for what answers instead and one for tries.
    private static func room(for table: RoutingTable, _ capacity: Int) -> Int {
        let hasChains = table.deployments.contains { !$0.fallback.isEmpty }
        return capacity * width(of: table) * (hasChains ? 3 : 1)
    }

    /// Where the scores of the chain's answers begin, one slot a row; and where its tries do.
    var slots: Int { capacity * width }
    var tries: Int { 2 * capacity * width }

    /// Scores the rows that `groups` names; the outcome is in `values`, `offsets` and `isAnswered`.
    ///
    /// A row that its version refuses becomes one that failed in `rows`, with the reason. A row that
    /// the chain answers gets the route that answered in `groups.routes`.
    /// - Complexity: O(rows × the model's cost). Allocates nothing but when a breaker changes.
    mutating func run(_ groups: borrowing RowGroups, of rows: borrowing DecodedRows) {
        used = 0
        failedCount = 0
        for version in 0..<groups.versionCount {
            durationsNs[version] = 0
            guard groups.counts[version] > 0 else { continue }
            score(version, groups, rows)
        }
        if failedCount > 0 { fallBack(groups, rows) }
    }

    /// Hands over how many rows each version did not answer, by reason, and starts from zero.
    mutating func drain(_ report: (_ version: Int, _ reason: Unanswered, _ count: UInt64) -> Void) {
        let reasonCount = Unanswered.count
        for place in 0..<unanswered.count where unanswered[place] > 0 {
            if let reason = Unanswered(rawValue: UInt8(place % reasonCount)) {
                report(place / reasonCount, reason, unanswered[place])
            }
            unanswered[place] = 0
        }
    }

    /// Scores one version's rows behind what is scored already.
    private mutating func score(
        _ version: Int,
        _ groups: borrowing RowGroups,
        _ rows: borrowing DecodedRows
    ) {
        let chosen = table.versions[version]
        scorer.fill(chosen, groups.rows(of: version), of: rows)
        let count = scorer.count
        guard count > 0 else { return }
        let outputs = chosen.model.outputCount
        let hasChain = !table.deployments[chosen.deployment].fallback.isEmpty
        let tried = attempt(version, chosen, at: used, mayPassOver: hasChain)
        for place in 0..<count {
            let row = scorer.row(at: place)
            let reason = reason(at: place, tried, first: used, outputs: outputs)
            reasons[row] = reason
            isAnswered[row] = reason == .none
            offsets[row] = Int32(truncatingIfNeeded: used + place * outputs)
            guard reason != .none else { continue }
            unanswered[version * Unanswered.count + Int(reason.rawValue)] &+= 1
            guard hasChain else { continue }
            failed[failedCount] = Int32(truncatingIfNeeded: row)
            failedCount += 1
        }
        used += count * outputs
    }

    /// How far a version got with the rows that were added.
    struct Attempt {
        /// Rows that its breaker let through.
        var admitted: Int
        /// Rows that it scored, of those.
        var scored: Int
    }

    func reason(
        at place: Int,
        _ tried: Attempt,
        first: Int,
        outputs: Int
    ) -> Unanswered {
        if place >= tried.admitted { return .breakerOpen }
        if place >= tried.scored { return .deadline }
        return values.slice(from: first + place * outputs, count: outputs).allFinite
            ? .none : .nonFinite
    }

    /// Has a version score the rows that were added, as far as its breaker and its deadline let it.
    ///
    /// Where rows may not be passed over, because nothing else could answer them, all are scored; the
    /// breaker then shows how the version does.
    mutating func attempt(
        _ version: Int,
        _ chosen: RoutingTable.Version,
        at first: Int,
        mayPassOver: Bool
    ) -> Attempt {
        let outputs = chosen.model.outputCount
        let deadlineNs = table.deployments[chosen.deployment].deadlineNs
        let began = MonotonicClock.nanoseconds()
        let admitted = breakers.admit(scorer.count, to: version, nowNs: began)
        var tried = Attempt(admitted: mayPassOver ? admitted : scorer.count, scored: 0)
        var now = began
        var inTime = 0
        while tried.scored < tried.admitted {
            let rest = tried.admitted - tried.scored
            let chunk = deadlineNs == 0 ? rest : min(Self.chunkRows, rest)
            scorer.score(
                chosen,
                place: version,
                from: tried.scored,
                count: chunk,
                into: &values,
                at: first + tried.scored * outputs
            )
            tried.scored += chunk
            now = MonotonicClock.nanoseconds()
            let isLate = deadlineNs > 0 && now - began > deadlineNs
            if !isLate { inTime = tried.scored }
            if isLate, mayPassOver { break }
        }
        durationsNs[version] &+= max(1, now - began)
        var good = 0
        for place in 0..<inTime
        where values.slice(from: first + place * outputs, count: outputs).allFinite {
            good += 1
        }
        breakers.note(
            succeeded: good,
            failed: tried.admitted - good,
            of: version,
            nowNs: now
        )
        return tried
    }
}

extension RoutingTable {
    /// By version: whose breaker it has.
    fileprivate var breakerHolders: [BreakerShelf.Holder] {
        versions.map { version in
            BreakerShelf.Holder(
                deployment: deployments[version.deployment].name,
                version: version.name,
                settings: deployments[version.deployment].breaker
            )
        }
    }
}
