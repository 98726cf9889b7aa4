/// Steps over JSON in a payload, checking its grammar; nothing is built.
///
/// For tools that carry JSON along or look up a member. Text is UTF-8 and has been checked as such.
///
/// - Complexity: O(bytes); recursion no deeper than `maxDepth`.
struct JSONScanner {
    /// Deeper nesting is not read as JSON.
    static let maxDepth = 256

    let bytes: [UInt8]
    /// Of the next byte to read.
    private(set) var index = 0

    init(_ bytes: [UInt8], at index: Int = 0) {
        self.bytes = bytes
        self.index = index
    }

    /// The next byte, nil at the end.
    var next: UInt8? { index < bytes.count ? bytes[index] : nil }

    /// Steps over white space.
    mutating func skipSpace() {
        while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
            index += 1
        }
    }

    /// Steps over one byte if it is the given one.
    mutating func take(_ character: Character) -> Bool {
        guard next == character.asciiValue else { return false }
        index += 1
        return true
    }

    /// Steps over one value and the white space before it; false where the grammar is broken.
    mutating func skipValue(depth: Int = 0) -> Bool {
        guard depth <= Self.maxDepth else { return false }
        skipSpace()
        guard let byte = next else { return false }
        switch Character(Unicode.Scalar(byte)) {
        case "{": return skipItems(depth: depth, close: "}", areMembers: true)
        case "[": return skipItems(depth: depth, close: "]", areMembers: false)
        case "\"": return skipString()
        case "t": return skipWord("true")
        case "f": return skipWord("false")
        case "n": return skipWord("null")
        default: return skipNumber()
        }
    }

    /// Steps over a string, quotes included.
    mutating func skipString() -> Bool {
        guard take("\"") else { return false }
        while let byte = next {
            index += 1
            switch byte {
            case 0x22: return true
            case 0x5C: guard skipEscape() else { return false }
            case 0..<0x20: return false
            default: continue
            }
        }
        return false
    }

    private mutating func skipEscape() -> Bool {
        guard let byte = next else { return false }
        index += 1
        guard byte == UInt8(ascii: "u") else { return "\"\\/bfnrt".utf8.contains(byte) }
        for _ in 0..<4 {
            guard let digit = next, Character(Unicode.Scalar(digit)).isHexDigit else {
                return false
            }
            index += 1
        }
        return true
    }

    private mutating func skipItems(depth: Int, close: Character, areMembers: Bool) -> Bool {
        index += 1
        skipSpace()
        if take(close) { return true }
        while true {
            if areMembers {
                skipSpace()
                guard skipString() else { return false }
                skipSpace()
                guard take(":") else { return false }
            }
            guard skipValue(depth: depth + 1) else { return false }
            skipSpace()
            if take(close) { return true }
            guard take(",") else { return false }
        }
    }

    private mutating func skipWord(_ word: StaticString) -> Bool {
        let text = word.description.utf8
        guard bytes[index...].starts(with: text) else { return false }
        index += text.count
        return true
    }

    private mutating func skipNumber() -> Bool {
        _ = take("-")
        if !take("0") { guard skipDigits() else { return false } }
        if take(".") { guard skipDigits() else { return false } }
        if take("e") || take("E") {
            if !take("+") { _ = take("-") }
            guard skipDigits() else { return false }
        }
        return true
    }

    private mutating func skipDigits() -> Bool {
        let start = index
        while let byte = next, (0x30...0x39).contains(byte) { index += 1 }
        return index > start
    }
}
