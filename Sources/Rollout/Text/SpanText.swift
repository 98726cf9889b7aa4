/// A length of time as policies name it: `500ms`, `30s`, `10m`, `24h`, `7d`.
public enum SpanText {
    private static let units: [(suffix: String, milliseconds: Int64)] = [
        ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1),
    ]
    /// Ten years; a longer one is a slip of the keyboard.
    private static let limitMs: Int64 = 3_650 * 86_400_000

    /// Reads a whole number and its unit, in milliseconds; nil for anything else, a sign, or more
    /// than ten years.
    public static func milliseconds(_ text: String) -> Int64? {
        let digits = text.utf8.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")) ~= $0 }
        let suffix = String(Substring(text.utf8.dropFirst(digits.count)))
        guard let count = Int64(String(Substring(digits))),
            let unit = units.first(where: { $0.suffix.hasSameBytes(as: suffix) })
        else { return nil }
        let (product, overflow) = count.multipliedReportingOverflow(by: unit.milliseconds)
        return overflow || product > limitMs ? nil : product
    }

    /// The text of so many milliseconds, in the largest unit that holds them exactly.
    public static func text(_ milliseconds: Int64) -> String {
        guard milliseconds != 0 else { return "0s" }
        for unit in units where milliseconds % unit.milliseconds == 0 {
            return "\(milliseconds / unit.milliseconds)\(unit.suffix)"
        }
        return "\(milliseconds)ms"
    }
}
