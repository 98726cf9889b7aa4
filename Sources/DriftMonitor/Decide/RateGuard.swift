internal import Glibc

/// One rate of a version (errors, refusals, slow rows) against a limit and against the champion's.
struct RateGuard: Sendable, Hashable, Codable {
    /// How much greater than the champion's a rate may be, as a factor.
    static let margin = 1.25
    /// A rate below this part of the limit is no harm, however much greater than the champion's.
    static let negligible = 0.1

    /// Against the limit; nil where any rate is allowed.
    private(set) var limit: RateLimitTest?
    /// Against the champion.
    private(set) var ratio: RareEventTest
    /// Rows of the champion in the same panes.
    private(set) var controlRows = 0
    /// Those of them that count.
    private(set) var controlHits = 0
    private let alpha: Double

    /// - Parameters:
    ///   - limit: the rate that is allowed; 1: any.
    ///   - alpha: of each of the two tests.
    init(limit: Double, alpha: Double) {
        self.alpha = alpha
        self.limit = limit < 1 ? RateLimitTest(limit: limit, alpha: alpha) : nil
        // One burst, in which rows do not fail independently of each other, never decides alone.
        ratio = RareEventTest(margin: Self.margin, mostOfBatch: log(1 / alpha) / 2)
    }

    mutating func add(hits: Int, of rows: Int, controlHits: Int, of controlRows: Int) {
        limit?.add(hits: hits, of: rows)
        self.controlHits += controlHits
        self.controlRows += controlRows
        guard rows + controlRows > 0 else { return }
        ratio.add(
            armEvents: hits,
            of: hits + controlHits,
            share: Double(rows) / Double(rows + controlRows)
        )
    }

    /// What is proved against the version.
    enum Breach {
        /// The rate is above the limit, and the champion's is not.
        case limit
        /// The rate is above the champion's, and not negligible.
        case ratio
    }

    /// Where the champion is above the limit as well, its input is bad: only a rate above the
    /// champion's speaks against the version then.
    var breach: Breach? {
        guard let limit else { return nil }
        let isMore = ratio.hasTooMany(alpha: alpha)
        if isMore, limit.rate >= limit.limit * Self.negligible { return .ratio }
        return limit.isExceeded && controlRate <= limit.limit ? .limit : nil
    }

    /// Whether nothing speaks against a promotion, and enough for it.
    func isClear(alpha: Double) -> Bool {
        guard let limit else { return true }
        guard limit.isKept else { return false }
        return limit.rate < limit.limit * Self.negligible || !ratio.hasTooMany(alpha: alpha)
    }

    /// The champion's rate; 0 without rows.
    var controlRate: Double {
        controlRows > 0 ? Double(controlHits) / Double(controlRows) : 0
    }
}
