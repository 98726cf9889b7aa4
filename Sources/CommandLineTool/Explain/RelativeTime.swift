/// How long ago, or how far ahead, in words for people.
enum RelativeTime {
    private static let units: [(name: String, seconds: Int64)] = [
        ("d", 86_400), ("h", 3_600), ("min", 60), ("s", 1),
    ]

    /// `3 s ago`, `in 5 min`, `now` within a second; whole units, rounded down.
    static func text(_ timeMs: Int64, nowMs: Int64) -> String {
        let (difference, overflow) = nowMs.subtractingReportingOverflow(timeMs)
        guard !overflow else { return "at no known time" }
        let seconds = Int64(difference.magnitude / 1_000)
        guard let unit = units.first(where: { seconds >= $0.seconds }) else { return "now" }
        let span = "\(seconds / unit.seconds) \(unit.name)"
        return difference >= 0 ? "\(span) ago" : "in \(span)"
    }
}
