internal import Rollout

/// What one window says of one rule and subject.
struct Judgement {
    /// What it says, the mildest first.
    enum Vote: Int, Comparable {
        /// Nothing: too few rows, or another rule explains it.
        case silent
        /// All is well.
        case clear
        /// Neither well nor a warning.
        case between
        case warning
        case critical

        static func < (left: Vote, right: Vote) -> Bool { left.rawValue < right.rawValue }

        /// Whether the rule holds.
        var isHit: Bool { self >= .warning }
    }

    /// The stretch of event time that was judged.
    struct Span {
        /// Votes of one length are counted together; of windows by count it is the rows, negative.
        let lengthMs: Int64
        let startMs: Int64
        let endMs: Int64

        /// Where the window begins, whatever it is about began before; of what is no window: where that
        /// began.
        var windowStartMs: Int64 { lengthMs > 0 ? endMs - lengthMs : startMs }

        init(lengthMs: Int64, endMs: Int64, startMs: Int64? = nil) {
            self.lengthMs = lengthMs
            self.startMs = startMs ?? endMs - lengthMs
            self.endMs = endMs
        }

        /// A window by count.
        init(rows: Int, startMs: Int64, endMs: Int64) {
            self.init(lengthMs: Self.length(ofRows: rows), endMs: endMs, startMs: startMs)
        }

        /// What stands for the length of windows of so many rows.
        static func length(ofRows rows: Int) -> Int64 { -Int64(rows) }

        /// What is said of the window's length in an alert.
        var evidence: (String, JSONValue?) {
            lengthMs < 0
                ? ("window_rows", .integer(-lengthMs)) : ("window_ms", .integer(lengthMs))
        }
    }

    let name: ConditionName
    let span: Span
    /// Events that were judged.
    let events: Int
    var vote: Vote
    let statistic: String
    let value: Double
    /// The size that is a warning, and the one that is critical.
    let warningFrom: Double
    let criticalFrom: Double
    var pValue: Double?
    var baselineDigest: String?
    /// Whether one window is enough to begin: the rule has waited by itself.
    var isImmediate = false
    /// Whether the subject is gone: an alert of it ends at once.
    var isGone = false
    /// Whether another rule of the same subject says in this window what it would say.
    var isExplained = false
    /// How the number came about; asked for when there is an alert.
    var evidence: () -> [(String, JSONValue?)] = { [] }

    /// The vote of a share or another size that is sure or not.
    static func vote(
        _ value: Double,
        isSure: Bool,
        warningFrom: Double,
        criticalFrom: Double,
        clearFactor: Double
    ) -> Vote {
        if isSure, value >= criticalFrom { return .critical }
        if isSure, value >= warningFrom { return .warning }
        return value < clearFactor * warningFrom ? .clear : .between
    }
}
