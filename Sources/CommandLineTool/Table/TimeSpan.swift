/// A length of time as typed: `500ms`, `30s`, `5m`, `2h`, `7d`.
struct TimeSpan: Hashable, Sendable {
    private static let units: [(suffix: String, milliseconds: Int64)] = [
        ("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000),
    ]
    /// Longer spans are a slip of the keyboard.
    static let maxMilliseconds: Int64 = 3_650 * 86_400_000

    let milliseconds: Int64

    /// Reads a whole number and its unit; nil for anything else, none, or more than ten years.
    init?(_ text: String) {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let suffix = text.dropFirst(digits.count)
        guard let count = Int64(digits), count > 0,
            let unit = Self.units.first(where: { $0.suffix == suffix })
        else { return nil }
        let (product, overflow) = count.multipliedReportingOverflow(by: unit.milliseconds)
        guard !overflow, product <= Self.maxMilliseconds else { return nil }
        milliseconds = product
    }
}

/// A moment as typed: Unix milliseconds, RFC 3339, or a span from now.
enum Moment: Hashable, Sendable {
    case time(Int64)
    case span(TimeSpan)

    /// Nil when the text is neither a time nor a span.
    init?(_ text: String) {
        if let span = TimeSpan(text) {
            self = .span(span)
        } else if let time = EventTime.milliseconds(text) {
            self = .time(time)
        } else {
            return nil
        }
    }

    /// Unix milliseconds, a span counted forward.
    func after(_ nowMs: Int64) -> Int64 {
        switch self {
        case .time(let time): time
        case .span(let span): nowMs + span.milliseconds
        }
    }

    /// Unix milliseconds, a span counted back.
    func before(_ nowMs: Int64) -> Int64 {
        switch self {
        case .time(let time): time
        case .span(let span): nowMs - span.milliseconds
        }
    }
}
