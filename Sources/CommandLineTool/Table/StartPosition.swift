import FoundationEssentials

/// Where reading a topic begins.
enum StartPosition: Hashable, Sendable {
    case beginning
    case end
    /// The first record at or after this time, in Unix milliseconds.
    case time(Int64)

    /// Reads `beginning`, `end`, Unix milliseconds or an RFC 3339 time; nil when it is none.
    init?(_ text: String) {
        switch text {
        case "beginning": self = .beginning
        case "end": self = .end
        default:
            if let milliseconds = Int64(text) {
                guard milliseconds >= 0 else { return nil }
                self = .time(milliseconds)
                return
            }
            guard let milliseconds = Self.milliseconds(rfc3339: text) else { return nil }
            self = .time(milliseconds)
        }
    }

    private static func milliseconds(rfc3339 text: String) -> Int64? {
        let whole = Date.ISO8601FormatStyle()
        let fractional = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        guard let date = (try? whole.parse(text)) ?? (try? fractional.parse(text)) else {
            return nil
        }
        return Int64((date.timeIntervalSince1970 * 1000).rounded())
    }
}
