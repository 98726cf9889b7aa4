/// What a text of the configuration may be.
public enum TextRule: Sendable, Hashable {
    /// Printable, without blanks, 1 to 200 bytes: a group or host.
    case label
    /// Letters, digits, `.`, `_` and `-`, 1 to 200, beginning with a letter or digit: a part of
    /// keys, paths and labels.
    case name
    /// Kafka's rule for topics: letters, digits, `.`, `_` and `-`, 1 to 249, not `.` or `..`.
    case topic
    /// A path of the file system, 1 to 4095 bytes.
    case path
    /// A JSON pointer (RFC 6901): empty, or `/` before each part, `~0` for `~` and `~1` for `/`.
    case pointer
    /// A name, or a JSON pointer of one part or more to where it stands.
    case nameOrPointer
    /// A span of at most ten years: a whole number above 0 and its unit, `ms`, `s`, `m`, `h` or `d`.
    case span
    /// A span, or `rows:N` with a whole number N of 100 to 1,000,000,000.
    case window
    /// `K of N`, of 1 to 64, K not above N.
    case outOf

    /// The rule in a few words.
    var words: String {
        switch self {
        case .label: "printable, no blanks, 1 to 200 bytes"
        case .name: "letters, digits, `.`, `_`, `-`; 1 to 200"
        case .topic: "a topic's name: letters, digits, `.`, `_`, `-`; 1 to 249"
        case .path: "a path"
        case .pointer: "a JSON pointer, such as `/id`"
        case .nameOrPointer: "a name, or a JSON pointer to it, such as `/version`"
        case .span: "a span, such as `30s`, `5m`, `1h`, `1d`"
        case .window: "a span, such as `30s`, `5m`, `1h`, `1d`; or `rows:N`"
        case .outOf: "K of N, such as `2 of 3`; N up to 64"
        }
    }

    func allows(_ text: String) -> Bool {
        let count = text.utf8.count
        switch self {
        case .label:
            return 1...200 ~= count
                && text.unicodeScalars.allSatisfy { $0.value > 0x20 && !(0x7f...0xa0 ~= $0.value) }
        case .name:
            return 1...200 ~= count && text.utf8.allSatisfy(Self.isNameByte)
                && text.first.map { $0.isLetter || $0.isNumber } == true
        case .topic:
            return 1...249 ~= count && text.utf8.allSatisfy(Self.isNameByte)
                && text != "." && text != ".."
        case .path: return 1...4095 ~= count && !text.utf8.contains(0)
        case .pointer: return Self.isPointer(text)
        case .nameOrPointer:
            return text.hasPrefix("/") ? Self.isPointer(text) : Self.name.allows(text)
        case .span: return Self.spanMs(text) != nil
        case .window: return Self.spanMs(text) != nil || Self.windowRows(text) != nil
        case .outOf:
            let words = text.split(separator: " ", omittingEmptySubsequences: false)
            guard words.count == 3, words[1] == "of", let count = Int(words[0]),
                let windows = Int(words[2])
            else { return false }
            return windows >= 1 && windows <= 64 && 1...windows ~= count
        }
    }

    /// A span's length in milliseconds; nil for a text that is none.
    static func spanMs(_ text: String) -> Int64? {
        let digits = text.utf8.prefix { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }.count
        let units: [Substring: Int64] = [
            "ms": 1, "s": 1_000, "m": 60_000, "h": 3_600_000, "d": 86_400_000,
        ]
        guard let count = Int64(text.prefix(digits)), count > 0,
            let unit = units[text.dropFirst(digits)]
        else { return nil }
        let (product, overflow) = count.multipliedReportingOverflow(by: unit)
        return overflow || product > 3_650 * 86_400_000 ? nil : product
    }

    /// The rows of a window that is `rows:N`; nil for a text that is none.
    static func windowRows(_ text: String) -> Int? {
        guard text.hasPrefix("rows:") else { return nil }
        let digits = text.dropFirst(5)
        guard digits.utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }),
            let rows = Int(digits), (100...1_000_000_000).contains(rows)
        else { return nil }
        return rows
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "-"):
            true
        default: false
        }
    }

    private static func isPointer(_ text: String) -> Bool {
        guard text.utf8.count <= 1000, text.isEmpty || text.hasPrefix("/") else { return false }
        let bytes = Array(text.utf8)
        return bytes.indices.allSatisfy { index in
            guard bytes[index] == UInt8(ascii: "~") else { return true }
            let next = index + 1 < bytes.count ? bytes[index + 1] : 0
            return next == UInt8(ascii: "0") || next == UInt8(ascii: "1")
        }
    }
}
