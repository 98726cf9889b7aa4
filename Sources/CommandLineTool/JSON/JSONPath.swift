/// A JSON pointer (RFC 6901) that looks into payloads.
struct JSONPath: Sendable {
    /// What a pointer leads to.
    enum Value: Equatable {
        case null
        /// A string's content, or any other value's text.
        case text([UInt8])
    }

    private let tokens: [String]

    /// Reads a pointer; nil unless it is empty or begins with a slash.
    init?(_ text: String) {
        guard text.isEmpty || text.hasPrefix("/") else { return nil }
        tokens = text.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map {
            Self.unescape($0)
        }
    }

    /// Finds the value in a payload.
    ///
    /// - Parameter payload: bytes that may be anything.
    /// - Returns: nil when the payload is not JSON up to there, or leads nowhere.
    func find(in payload: [UInt8]) -> Value? {
        var scanner = JSONScanner(payload)
        for token in tokens {
            guard step(to: token, &scanner) else { return nil }
        }
        scanner.skipSpace()
        let start = scanner.index
        guard scanner.skipValue() else { return nil }
        let text = Array(payload[start..<scanner.index])
        if text == Array("null".utf8) { return .null }
        guard text.first == UInt8(ascii: "\"") else {
            return JSONText.compact(text).map(Value.text)
        }
        return JSONText.content(ofString: text[...]).map { .text(Array($0.utf8)) }
    }

    /// Moves from before a container to before the value of one of its members or elements.
    private func step(to token: String, _ scanner: inout JSONScanner) -> Bool {
        scanner.skipSpace()
        if scanner.take("{") { return stepToMember(token, &scanner) }
        guard scanner.take("["), let wanted = Int(token), wanted >= 0 else { return false }
        for _ in 0..<wanted {
            guard scanner.skipValue() else { return false }
            scanner.skipSpace()
            guard scanner.take(",") else { return false }
        }
        scanner.skipSpace()
        return scanner.next != UInt8(ascii: "]")
    }

    private func stepToMember(_ token: String, _ scanner: inout JSONScanner) -> Bool {
        while true {
            scanner.skipSpace()
            let start = scanner.index
            guard scanner.skipString() else { return false }
            let name = JSONText.content(ofString: scanner.bytes[start..<scanner.index])
            scanner.skipSpace()
            guard scanner.take(":") else { return false }
            if name == token { return true }
            guard scanner.skipValue() else { return false }
            scanner.skipSpace()
            guard scanner.take(",") else { return false }
        }
    }

    private static func unescape(_ token: Substring) -> String {
        var result = ""
        var pending = false
        for character in token {
            if pending {
                result.append(character == "1" ? "/" : "~")
                if character != "1", character != "0" { result.append(character) }
                pending = false
            } else if character == "~" {
                pending = true
            } else {
                result.append(character)
            }
        }
        return pending ? result + "~" : result
    }
}
