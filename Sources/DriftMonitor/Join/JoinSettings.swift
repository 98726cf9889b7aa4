/// How labels are joined to predictions.
public struct JoinSettings: Sendable, Hashable {
    /// What the deployment's predictions are.
    public let kind: QualityKind
    /// The share of events that take part, in 0…1: chosen by the event's key, so that predictions, shadow
    /// predictions and labels choose the same ones.
    public let sample: Double
    /// How long labels are waited for, from the end of the prediction's pane.
    public let maxAgeMs: Int64
    /// The share of a pane's predictions that need a label before the pane is judged without more waiting;
    /// above 0, at most 1.
    public let minCoverage: Double
    /// How many predictions wait for a label at most, and how many early labels are kept; 16…2²⁹.
    public let maxJoins: Int
    /// How long a label is kept for a prediction that comes after it, from the end of the label's pane.
    public let earlyMs: Int64

    /// Settings; those of the configuration unless said otherwise.
    ///
    /// - Precondition: each in its range, times not negative.
    public init(
        kind: QualityKind,
        sample: Double = 1,
        maxAgeMs: Int64 = 86_400_000,
        minCoverage: Double = 0.9,
        maxJoins: Int = 1_000_000,
        earlyMs: Int64 = 600_000
    ) {
        precondition((0...1).contains(sample), "a share")
        precondition(maxAgeMs >= 0 && earlyMs >= 0, "a time from now on")
        precondition(minCoverage > 0 && minCoverage <= 1, "a share above 0")
        precondition((16...1 << 29).contains(maxJoins), "16 to 2^29")
        self.kind = kind
        self.sample = sample
        self.maxAgeMs = maxAgeMs
        self.minCoverage = minCoverage
        self.maxJoins = maxJoins
        self.earlyMs = earlyMs
    }

    /// The events of the sample.
    var sampled: KeyLimit {
        sample >= 1 ? .all : KeyLimit(below: UInt64(sample * 0x1p64))
    }
}

/// Which events take part: those whose key's first half is below a limit.
///
/// Keys are hashes, so any limit chooses without regard to what the events are.
struct KeyLimit: Sendable, Hashable, Codable {
    /// The limit; nil for every event.
    let below: UInt64?

    static let all = KeyLimit(below: nil)

    init(below: UInt64?) { self.below = below }

    func admits(_ key: EventKey) -> Bool {
        guard let below else { return true }
        return key.high < below
    }
}
