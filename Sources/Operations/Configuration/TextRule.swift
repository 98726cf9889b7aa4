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

    /// The rule in a few words.
    var words: String {
        switch self {
        case .label: "printable, no blanks, 1 to 200 bytes"
        case .name: "letters, digits, `.`, `_`, `-`; 1 to 200"
        case .topic: "a topic's name: letters, digits, `.`, `_`, `-`; 1 to 249"
        case .path: "a path"
        case .pointer: "a JSON pointer, such as `/id`"
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
        }
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
