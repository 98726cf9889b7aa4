/// A strict reader of JSON (RFC 8259) into a `Document`, for model files.
///
/// Differs from the standard in two points, as XGBoost writes them: `NaN`, `Infinity` and
/// `-Infinity` are numbers. A key that comes twice is refused.
struct JSONDocument {
    private let bytes: ArraySlice<UInt8>
    private var position: Int

    private init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        position = bytes.startIndex
    }

    /// Reads one value, the whole of `bytes` but for white space.
    ///
    /// - Throws: `DocumentFault` with the byte's offset.
    /// - Complexity: O(bytes); nesting is limited.
    static func parse(_ bytes: ArraySlice<UInt8>) throws(DocumentFault) -> Document {
        var reader = JSONDocument(bytes)
        let value = try reader.value(depth: 0)
        reader.skipSpace()
        guard reader.position == bytes.endIndex else { throw reader.fault("text after the value") }
        return value
    }

    private func fault(_ problem: String) -> DocumentFault {
        DocumentFault(path: "byte \(position - bytes.startIndex)", problem: problem)
    }

    private var byte: UInt8 { position < bytes.endIndex ? bytes[position] : 0 }

    private mutating func skipSpace() {
        while position < bytes.endIndex {
            switch bytes[position] {
            case 0x20, 0x09, 0x0A, 0x0D: position += 1
            default: return
            }
        }
    }

    private mutating func take(_ expected: Character) throws(DocumentFault) {
        guard position < bytes.endIndex, expected.asciiValue == bytes[position] else {
            throw fault("'\(expected)' is expected")
        }
        position += 1
    }

    private mutating func takeWord(_ word: StaticString) -> Bool {
        let text = word.description.utf8
        guard bytes[position...].starts(with: text) else { return false }
        position += text.count
        return true
    }

    private mutating func value(depth: Int) throws(DocumentFault) -> Document {
        guard depth < ForestLimits.documentDepth else {
            throw fault("nested deeper than \(ForestLimits.documentDepth)")
        }
        skipSpace()
        switch byte {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try list(depth: depth)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): if takeWord("true") { return .boolean(true) }
        case UInt8(ascii: "f"): if takeWord("false") { return .boolean(false) }
        case UInt8(ascii: "n"): if takeWord("null") { return .null }
        default: return .number(try number())
        }
        throw fault("a value is expected")
    }

    private mutating func object(depth: Int) throws(DocumentFault) -> Document {
        try take("{")
        var members: [String: Document] = [:]
        skipSpace()
        if byte == UInt8(ascii: "}") {
            position += 1
            return .object(members)
        }
        while true {
            skipSpace()
            let key = try string()
            guard members[key] == nil else { throw fault("key '\(key.prefix(64))' comes twice") }
            skipSpace()
            try take(":")
            members[key] = try value(depth: depth + 1)
            skipSpace()
            if byte == UInt8(ascii: ",") {
                position += 1
                continue
            }
            try take("}")
            return .object(members)
        }
    }

    private mutating func list(depth: Int) throws(DocumentFault) -> Document {
        try take("[")
        skipSpace()
        if byte == UInt8(ascii: "]") {
            position += 1
            return .numbers([])
        }
        var numbers: [Double] = []
        var others: [Document]?
        while true {
            let element = try value(depth: depth + 1)
            if case .number(let number) = element, others == nil {
                numbers.append(number)
            } else {
                if others == nil { others = numbers.map { .number($0) } }
                others?.append(element)
            }
            skipSpace()
            if byte == UInt8(ascii: ",") {
                position += 1
                continue
            }
            try take("]")
            return others.map { .list($0) } ?? .numbers(numbers)
        }
    }

    private mutating func number() throws(DocumentFault) -> Double {
        let start = position
        // A model is millions of digits: words are looked for only where one begins.
        switch byte {
        case UInt8(ascii: "N"): if takeWord("NaN") { return .nan }
        case UInt8(ascii: "I"): if takeWord("Infinity") { return .infinity }
        case UInt8(ascii: "-"):
            let next = position + 1
            if next < bytes.endIndex, bytes[next] == UInt8(ascii: "I"), takeWord("-Infinity") {
                return -.infinity
            }
        default: break
        }
        while position < bytes.endIndex {
            switch bytes[position] {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"),
                UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"):
                position += 1
            default:
                return try finish(start)
            }
        }
        return try finish(start)
    }

    private func finish(_ start: Int) throws(DocumentFault) -> Double {
        let text = bytes[start..<position]
        guard position - start <= 512, text.first != UInt8(ascii: "+"),
            text.first != UInt8(ascii: "."), let value = NumberText.double(text)
        else { throw fault("a value is expected") }
        return value
    }

    private mutating func string() throws(DocumentFault) -> String {
        try take("\"")
        var text: [UInt8] = []
        while position < bytes.endIndex {
            let next = bytes[position]
            position += 1
            switch next {
            case UInt8(ascii: "\""):
                guard let string = String(validating: text, as: UTF8.self) else {
                    throw fault("a string that is not UTF-8")
                }
                return string
            case UInt8(ascii: "\\"): try escape(into: &text)
            case 0..<0x20: throw fault("a control character in a string")
            default: text.append(next)
            }
        }
        throw fault("the text ends within a string")
    }

    private mutating func escape(into text: inout [UInt8]) throws(DocumentFault) {
        let kind = byte
        position += 1
        switch kind {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(kind)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"):
            var units = [try codeUnit()]
            if UTF16.isLeadSurrogate(units[0]) && takeWord("\\u") { units.append(try codeUnit()) }
            guard let character = String(validating: units, as: UTF16.self) else {
                throw fault("half of a surrogate pair")
            }
            text.append(contentsOf: character.utf8)
        default: throw fault("an unknown escape")
        }
    }

    private mutating func codeUnit() throws(DocumentFault) -> UInt16 {
        guard position + 4 <= bytes.endIndex,
            let unit = UInt16(
                String(decoding: bytes[position..<(position + 4)], as: UTF8.self),
                radix: 16
            ),
            bytes[position] != UInt8(ascii: "+"), bytes[position] != UInt8(ascii: "-")
        else { throw fault("four hexadecimal digits are expected") }
        position += 4
        return unit
    }
}
