/// What a row of a shadow costs, from its last two slices.
///
/// The smaller of the two counts: a slice that took long because the thread was not running says
/// nothing of the shadow. A shadow that is not scored because it costs too much is not measured either:
/// what is known of it is halved every ten seconds, so that it is tried again, ever more rarely for its
/// cost.
struct RowCost: Sendable {
    private static let halvingNs: UInt64 = 10_000_000_000

    private var last: UInt64?
    private var previous: UInt64?
    private var measuredNs: UInt64 = 0

    /// Nanoseconds a row at `nowNs`; nil where nothing is known.
    func rowNs(nowNs: UInt64) -> UInt64? {
        guard let last else { return nil }
        let halvings = (nowNs > measuredNs ? nowNs - measuredNs : 0) / Self.halvingNs
        return min(last, previous ?? last) >> min(halvings, 63)
    }

    /// Notes that `rows` rows took `ns`.
    mutating func note(rows: Int, ns: UInt64, nowNs: UInt64) {
        guard rows > 0 else { return }
        previous = last
        last = ns / UInt64(rows)
        measuredNs = nowNs
    }
}
