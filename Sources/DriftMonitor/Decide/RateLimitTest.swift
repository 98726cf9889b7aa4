/// Whether a rate that is watched for as long as a version serves ever exceeds a limit.
///
/// Wald's test ends when the rate is found acceptable; a version may get worse after that. So the next
/// test begins there, at a smaller level: α/2, α/6, α/12, …, α/(k(k+1)), which add up to α. However
/// long it is watched, a rate within the limit is called too high with probability α at most, and the
/// bound grows so slowly (by 2 ln k) that the thousandth test needs four times the first one's events.
///
/// A batch takes at most half of the way, so that one burst, in which events do not fail independently
/// of each other, never decides alone.
public struct RateLimitTest: Sendable, Hashable, Codable {
    /// The rate that is still acceptable.
    public let limit: Double
    /// The probability of ever calling a rate within the limit too high.
    public let alpha: Double
    /// The test at work.
    public private(set) var test: SequentialRatioTest
    /// Its number, from 1.
    public private(set) var round = 1
    /// Events so far.
    public private(set) var events = 0
    /// Those of them that failed.
    public private(set) var hits = 0

    /// A test without events.
    ///
    /// The rate that must be found is twice the limit, or half-way to 1 where that is less.
    ///
    /// - Precondition: the limit is in 0…1 without the ends, alpha in 0…½ without them.
    public init(limit: Double, alpha: Double) {
        self.limit = limit
        self.alpha = alpha
        test = Self.test(limit, alpha, round: 1)
    }

    private static func test(_ limit: Double, _ alpha: Double, round: Int) -> SequentialRatioTest {
        SequentialRatioTest(
            acceptable: limit,
            unacceptable: min(2 * limit, (1 + limit) / 2),
            alpha: alpha / (Double(round) * Double(round + 1))
        )
    }

    /// Adds a batch; nothing once the limit is exceeded.
    public mutating func add(hits: Int, of events: Int) {
        guard !isExceeded, events > 0 else { return }
        self.events += events
        self.hits += hits
        test.add(hits: hits, of: events, atMost: 0.5)
        guard test.decision == .acceptable else { return }
        round += 1
        test = Self.test(limit, alpha, round: round)
    }

    /// Whether the rate is proved to be above the limit; it stays.
    public var isExceeded: Bool { test.decision == .unacceptable }

    /// Whether the rate was found within the limit, and nothing speaks against it since.
    public var isKept: Bool { round > 1 && test.logRatio < test.bound / 2 }

    /// The rate so far; 0 without events.
    public var rate: Double { events > 0 ? Double(hits) / Double(events) : 0 }
}
