/// A time in a file, as events have it: Unix milliseconds or RFC 3339.
enum EventTime {
    /// Unix milliseconds; nil when the text is no time.
    static func milliseconds(_ text: String) -> Int64? {
        guard case .time(let milliseconds)? = StartPosition(text) else { return nil }
        return milliseconds
    }
}
