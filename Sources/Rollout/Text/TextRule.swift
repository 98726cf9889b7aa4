/// What the texts of a command may be.
enum TextRule {
    /// Deployments, models, versions, rules: letters, digits, `.`, `_`, `-`, not beginning with
    /// `.`, at most 128.
    case name
    /// Kafka's rule for topics: the same characters, 1 to 249, not `.` or `..`.
    case topic
    /// An id or issuer: 1 to 256 bytes, no control characters.
    case label
    /// As `label`, but long enough for the default salt, two names and a slash.
    case salt
    /// Free text of at most 4 KiB; of control characters only tab and line feed.
    case prose
    /// A JSON pointer (RFC 6901) to a member, at most 1,000 bytes.
    case pointer
    /// A record header's name: 1 to 256 bytes, no control characters.
    case header

    /// The rule in a few words.
    var words: String {
        switch self {
        case .name: "1 to 128 letters, digits, `.`, `_`, `-`, not beginning with `.`"
        case .topic: "a topic's name: 1 to 249 letters, digits, `.`, `_`, `-`"
        case .label, .header: "1 to 256 bytes without control characters"
        case .salt: "1 to 257 bytes without control characters"
        case .prose: "at most 4096 bytes without control characters"
        case .pointer: "a JSON pointer, such as `/id`, of at most 1000 bytes"
        }
    }

    func allows(_ text: String) -> Bool {
        let count = text.utf8.count
        switch self {
        case .name:
            return 1...128 ~= count && text.utf8.allSatisfy(Self.isNameByte)
                && text.utf8.first != UInt8(ascii: ".")
        case .topic:
            return 1...249 ~= count && text.utf8.allSatisfy(Self.isNameByte)
                && text != "." && text != ".."
        case .label, .header:
            return 1...256 ~= count && !text.unicodeScalars.contains(where: \.isControl)
        case .salt:
            return 1...257 ~= count && !text.unicodeScalars.contains(where: \.isControl)
        case .prose:
            return count <= 4096
                && !text.unicodeScalars.contains {
                    $0.isControl && $0 != "\n" && $0 != "\t"
                }
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
        guard 1...1000 ~= text.utf8.count, text.utf8.first == UInt8(ascii: "/"),
            !text.unicodeScalars.contains(where: \.isControl)
        else { return false }
        let bytes = Array(text.utf8)
        return bytes.indices.allSatisfy { index in
            guard bytes[index] == UInt8(ascii: "~") else { return true }
            let next = index + 1 < bytes.count ? bytes[index + 1] : 0
            return next == UInt8(ascii: "0") || next == UInt8(ascii: "1")
        }
    }
}
