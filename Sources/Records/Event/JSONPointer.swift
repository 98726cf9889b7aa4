/// A path to a value inside a JSON document.
///
/// `""` is the whole document, `/features` a member of it, `/rows/0/id` a member of an element of
/// an array. `~1` stands for `/` and `~0` for `~` inside a member's name.
///
/// - Source: RFC 6901.
public struct JSONPointer: Sendable, Hashable, CustomStringConvertible {
    /// The most steps a pointer may have.
    public static let maxSteps = 64

    /// The pointer as it was written.
    public let text: String
    /// The unescaped names on the way, outermost first.
    public let steps: [String]

    /// Reads a pointer.
    ///
    /// - Parameter text: empty, or a `/` before every step.
    /// - Throws: `RecordsError` for a missing first `/`, a `~` not followed by `0` or `1`, and more
    ///   than ``maxSteps`` steps.
    public init(_ text: String) throws(RecordsError) {
        self.text = text
        guard !text.isEmpty else {
            steps = []
            return
        }
        guard text.utf8.first == UInt8(ascii: "/") else {
            throw RecordsError(
                subject: "pointer '\(text)'",
                problem: "must be empty or begin with '/', such as '/\(text)'"
            )
        }
        var steps: [String] = []
        for step in text.utf8.dropFirst().split(
            separator: UInt8(ascii: "/"),
            omittingEmptySubsequences: false
        ) {
            steps.append(try Self.unescape(step, of: text))
        }
        guard steps.count <= Self.maxSteps else {
            throw RecordsError(
                subject: "pointer '\(text)'",
                problem: "has more than \(Self.maxSteps) steps"
            )
        }
        self.steps = steps
    }

    /// The pointer as it was written.
    public var description: String { text }

    /// The index that a step means in an array: digits without a leading zero, else nil.
    static func index(of step: String) -> Int? {
        let digits = Array(step.utf8)
        guard !digits.isEmpty, digits.count <= 9, digits.count == 1 || digits[0] != 0x30,
            digits.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 })
        else { return nil }
        return Int(step)
    }

    private static func unescape(
        _ step: Substring.UTF8View,
        of text: String
    ) throws(RecordsError) -> String {
        var bytes: [UInt8] = []
        var isEscape = false
        for byte in step {
            if isEscape {
                guard byte == UInt8(ascii: "0") || byte == UInt8(ascii: "1") else {
                    throw badEscape(text)
                }
                bytes.append(byte == UInt8(ascii: "0") ? UInt8(ascii: "~") : UInt8(ascii: "/"))
                isEscape = false
            } else if byte == UInt8(ascii: "~") {
                isEscape = true
            } else {
                bytes.append(byte)
            }
        }
        guard !isEscape else { throw badEscape(text) }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func badEscape(_ text: String) -> RecordsError {
        RecordsError(
            subject: "pointer '\(text)'",
            problem: "has a '~' that is not '~0' (for '~') or '~1' (for '/')"
        )
    }
}
