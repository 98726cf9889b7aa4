/// A strict reader of JSON (RFC 8259) for the control log.
///
/// What is accepted decides the state of every instance, so it must not differ between versions of
/// a library: no byte order mark, no other encoding than UTF-8, no comma after the last element,
/// no member twice, no lone surrogate, nothing after the value.
struct JSONReader {
    /// What is not JSON, or not within the limits.
    struct Failure: Error {
        let reason: String
    }

    /// The longest number, in bytes.
    static let maxNumberBytes = 64

    private let bytes: [UInt8]
    private let maxDepth: Int
    private var position = 0

    private init(bytes: [UInt8], maxDepth: Int) {
        self.bytes = bytes
        self.maxDepth = maxDepth
    }

    /// Reads the one value that the bytes are.
    ///
    /// - Complexity: O(n log n) in the number of bytes; recursion ends at `maxDepth`.
    /// - Throws: `Failure`, with the byte where reading stopped.
    static func read(
        _ bytes: [UInt8],
        maxBytes: Int,
        maxDepth: Int
    ) throws(Failure) -> JSONValue {
        guard bytes.count <= maxBytes else {
            throw Failure(reason: "has \(bytes.count) bytes; the limit is \(maxBytes)")
        }
        guard String(validating: bytes, as: UTF8.self) != nil else {
            throw Failure(reason: "is not UTF-8")
        }
        var reader = JSONReader(bytes: bytes, maxDepth: maxDepth)
        reader.skipBlanks()
        let value = try reader.value(depth: 1)
        reader.skipBlanks()
        guard reader.next == nil else { throw reader.failure("something after the value") }
        return value
    }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    private func failure(_ what: String) -> Failure {
        Failure(reason: "is not JSON: \(what) at byte \(position)")
    }

    private mutating func skipBlanks() {
        while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
            position += 1
        }
    }

    private mutating func take(_ byte: Unicode.Scalar) -> Bool {
        guard next == UInt8(ascii: byte) else { return false }
        position += 1
        return true
    }

    private mutating func value(depth: Int) throws(Failure) -> JSONValue {
        guard depth <= maxDepth else {
            throw Failure(reason: "is nested deeper than \(maxDepth) at byte \(position)")
        }
        guard let byte = next else { throw failure("no value") }
        switch byte {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: throw failure("no value")
        }
    }

    private mutating func word(_ text: String, _ value: JSONValue) throws(Failure) -> JSONValue {
        guard bytes[position...].starts(with: text.utf8) else { throw failure("no value") }
        position += text.utf8.count
        return value
    }

    private mutating func array(depth: Int) throws(Failure) -> JSONValue {
        position += 1
        var values: [JSONValue] = []
        skipBlanks()
        if take("]") { return .array(values) }
        while true {
            skipBlanks()
            values.append(try value(depth: depth + 1))
            skipBlanks()
            if take("]") { return .array(values) }
            guard take(",") else { throw failure("no `,` or `]`") }
        }
    }

    private mutating func object(depth: Int) throws(Failure) -> JSONValue {
        position += 1
        var members: [JSONValue.Member] = []
        skipBlanks()
        if take("}") { return .object(members) }
        while true {
            skipBlanks()
            guard next == UInt8(ascii: "\"") else { throw failure("no member's name") }
            let name = try string()
            skipBlanks()
            guard take(":") else { throw failure("no `:`") }
            skipBlanks()
            members.append(JSONValue.Member(name: name, value: try value(depth: depth + 1)))
            skipBlanks()
            if take("}") { break }
            guard take(",") else { throw failure("no `,` or `}`") }
        }
        members.sort { $0.name.bytesPrecede($1.name) }
        for index in members.indices.dropFirst()
        where members[index].name.hasSameBytes(as: members[index - 1].name) {
            throw Failure(reason: "has the member \(members[index].name.quoted) twice")
        }
        return .object(members)
    }

    private mutating func number() throws(Failure) -> JSONValue {
        let start = position
        _ = take("-")
        if !take("0") { try digits() }
        if take(".") { try digits() }
        if take("e") || take("E") {
            if !take("+") { _ = take("-") }
            try digits()
        }
        guard position - start <= Self.maxNumberBytes else {
            throw Failure(reason: "has a number of more than \(Self.maxNumberBytes) bytes")
        }
        return .number(String(decoding: bytes[start..<position], as: UTF8.self))
    }

    private mutating func digits() throws(Failure) {
        let start = position
        while let byte = next, UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte { position += 1 }
        guard position > start else { throw failure("no digit") }
    }

    private mutating func string() throws(Failure) -> String {
        position += 1
        var content: [UInt8] = []
        while let byte = next {
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                return String(decoding: content, as: UTF8.self)
            case UInt8(ascii: "\\"):
                position += 1
                try escape(into: &content)
            case 0..<0x20: throw failure("a control character in a string")
            default:
                content.append(byte)
                position += 1
            }
        }
        throw failure("a string without end")
    }

    private mutating func escape(into content: inout [UInt8]) throws(Failure) {
        guard let byte = next else { throw failure("a string without end") }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): content.append(byte)
        case UInt8(ascii: "b"): content.append(0x08)
        case UInt8(ascii: "f"): content.append(0x0C)
        case UInt8(ascii: "n"): content.append(0x0A)
        case UInt8(ascii: "r"): content.append(0x0D)
        case UInt8(ascii: "t"): content.append(0x09)
        case UInt8(ascii: "u"): content.append(contentsOf: String(try scalar()).utf8)
        default: throw failure("an unknown escape")
        }
    }

    private mutating func scalar() throws(Failure) -> Character {
        var code = try fourDigits()
        if 0xD800..<0xDC00 ~= code {
            guard take("\\"), take("u") else { throw failure("a lone surrogate") }
            let low = try fourDigits()
            guard 0xDC00..<0xE000 ~= low else { throw failure("a lone surrogate") }
            code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
        }
        guard let scalar = Unicode.Scalar(code) else { throw failure("a lone surrogate") }
        return Character(scalar)
    }

    private mutating func fourDigits() throws(Failure) -> UInt32 {
        var code: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = next, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw failure("no hexadecimal digit")
            }
            code = code << 4 + UInt32(digit)
            position += 1
        }
        return code
    }
}
