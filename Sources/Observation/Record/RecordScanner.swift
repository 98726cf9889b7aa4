/// Reads the JSON of an observation record from front to back.
///
/// Any bytes may be given: what is not JSON, or not of the wanted type, is a typed error that names
/// the byte. Not a general reader: numbers are whole ones.
struct RecordScanner: ~Escapable {
    /// How deep a value that nobody asked for may go.
    static let maxDepth = 32

    private let bytes: RawSpan
    private(set) var index = 0

    @_lifetime(copy bytes)
    init(_ bytes: RawSpan) { self.bytes = bytes }

    /// The byte at the place; 0 at the end, which no rule takes.
    @inline(__always)
    private var byte: UInt8 {
        guard index < bytes.byteCount else { return 0 }
        // SAFETY: compared with the count in the line above.
        return unsafe bytes.unsafeLoad(fromUncheckedByteOffset: index, as: UInt8.self)
    }

    func failure(_ problem: String) -> ObservationError {
        ObservationError("byte \(index)", problem)
    }

    private func syntax() -> ObservationError { failure("is not JSON, or not of the wanted type") }

    /// The next byte that is no space.
    @inline(__always)
    mutating func peek() -> UInt8 {
        while true {
            switch byte {
            case 0x20, 0x09, 0x0A, 0x0D: index += 1
            default: return byte
            }
        }
    }

    /// Passes over one byte that has to stand here.
    @inline(__always)
    mutating func take(_ wanted: UInt8) throws(ObservationError) {
        guard peek() == wanted else { throw syntax() }
        index += 1
    }

    /// Passes over a bracket that opens, and over one that closes at once.
    ///
    /// - Returns: whether something stands between them.
    mutating func opens(_ open: UInt8, _ close: UInt8) throws(ObservationError) -> Bool {
        try take(open)
        guard peek() == close else { return true }
        index += 1
        return false
    }

    /// Passes over a comma, or over the bracket that closes.
    ///
    /// - Returns: whether another element follows.
    @inline(__always)
    mutating func continues(_ close: UInt8) throws(ObservationError) -> Bool {
        switch peek() {
        case UInt8(ascii: ","):
            index += 1
            return true
        case close:
            index += 1
            return false
        default: throw syntax()
        }
    }

    /// Nothing but space may follow.
    mutating func end() throws(ObservationError) {
        guard peek() == 0, index == bytes.byteCount else { throw syntax() }
    }

    /// A whole number.
    @inline(__always)
    mutating func integer() throws(ObservationError) -> Int64 {
        let isNegative = peek() == UInt8(ascii: "-")
        if isNegative { index += 1 }
        let start = index
        var value: UInt64 = 0
        while true {
            let digit = byte &- UInt8(ascii: "0")
            guard digit < 10 else { break }
            // Eighteen digits cannot overflow.
            guard index - start < 18 else { throw failure("is a number that is too large") }
            value = value &* 10 &+ UInt64(digit)
            index += 1
        }
        switch byte {
        case UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"):
            throw failure("must be a whole number without point or exponent")
        default: break
        }
        guard index > start else { throw syntax() }
        // SAFETY: digits stand there.
        if index - start > 1,
            unsafe bytes.unsafeLoad(fromUncheckedByteOffset: start, as: UInt8.self)
                == UInt8(ascii: "0")
        {
            throw failure("is a number that begins with 0")
        }
        return isNegative ? -Int64(value) : Int64(value)
    }

    /// A string.
    mutating func string() throws(ObservationError) -> String {
        try take(UInt8(ascii: "\""))
        let start = index
        while true {
            switch byte {
            case UInt8(ascii: "\""):
                let text = try text(from: start, to: index)
                index += 1
                return text
            case UInt8(ascii: "\\"): return try escaped(from: start)
            case 0..<0x20: throw syntax()
            default: index += 1
            }
            try checkLength(from: start)
        }
    }

    private func checkLength(from start: Int) throws(ObservationError) {
        guard index - start <= 6 * ObservationRecord.maxTextBytes else {
            throw failure("is a text of more than \(ObservationRecord.maxTextBytes) bytes")
        }
    }

    private func text(from start: Int, to end: Int) throws(ObservationError) -> String {
        // SAFETY: both ends are places that were passed.
        let text = unsafe bytes.extracting(start..<end).withUnsafeBytes {
            unsafe String(validating: $0, as: UTF8.self)
        }
        guard let text else { throw failure("ends a text that is not UTF-8") }
        return text
    }

    private mutating func escaped(from start: Int) throws(ObservationError) -> String {
        var units: [UInt8] = Array(try text(from: start, to: index).utf8)
        while true {
            let next = byte
            switch next {
            case UInt8(ascii: "\""):
                index += 1
                guard let text = String(validating: units, as: UTF8.self) else {
                    throw failure("ends a text that is not UTF-8")
                }
                return text
            case UInt8(ascii: "\\"):
                index += 1
                try unescape(into: &units)
            case 0..<0x20: throw syntax()
            default:
                units.append(next)
                index += 1
            }
            try checkLength(from: start)
        }
    }

    private mutating func unescape(into units: inout [UInt8]) throws(ObservationError) {
        let kind = byte
        index += 1
        switch kind {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): units.append(kind)
        case UInt8(ascii: "b"): units.append(0x08)
        case UInt8(ascii: "f"): units.append(0x0C)
        case UInt8(ascii: "n"): units.append(0x0A)
        case UInt8(ascii: "r"): units.append(0x0D)
        case UInt8(ascii: "t"): units.append(0x09)
        case UInt8(ascii: "u"):
            var code = try hexadecimal()
            if 0xD800..<0xDC00 ~= code {
                for expected in [UInt8(ascii: "\\"), UInt8(ascii: "u")] {
                    guard byte == expected else { throw syntax() }
                    index += 1
                }
                let low = try hexadecimal()
                guard 0xDC00..<0xE000 ~= low else { throw syntax() }
                code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
            }
            guard let scalar = Unicode.Scalar(code) else { throw syntax() }
            units.append(contentsOf: String(scalar).utf8)
        default: throw syntax()
        }
    }

    private mutating func hexadecimal() throws(ObservationError) -> UInt32 {
        var code: UInt32 = 0
        for _ in 0..<4 {
            let digit: UInt8
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = byte - UInt8(ascii: "A") + 10
            default: throw syntax()
            }
            code = code << 4 | UInt32(digit)
            index += 1
        }
        return code
    }

    /// Passes over a value of any kind.
    mutating func skip(depth: Int = 0) throws(ObservationError) {
        guard depth < Self.maxDepth else {
            throw failure("is nested deeper than \(Self.maxDepth) levels")
        }
        switch peek() {
        case UInt8(ascii: "\""): try skipString()
        case UInt8(ascii: "{"):
            guard try opens(UInt8(ascii: "{"), UInt8(ascii: "}")) else { return }
            repeat {
                guard peek() == UInt8(ascii: "\"") else { throw syntax() }
                try skipString()
                try take(UInt8(ascii: ":"))
                try skip(depth: depth + 1)
            } while try continues(UInt8(ascii: "}"))
        case UInt8(ascii: "["):
            guard try opens(UInt8(ascii: "["), UInt8(ascii: "]")) else { return }
            repeat { try skip(depth: depth + 1) } while try continues(UInt8(ascii: "]"))
        default:
            let start = index
            while Self.isWordByte(byte) { index += 1 }
            guard index > start else { throw syntax() }
        }
    }

    private mutating func skipString() throws(ObservationError) {
        index += 1
        while byte != UInt8(ascii: "\"") {
            guard byte >= 0x20 else { throw syntax() }
            index += byte == UInt8(ascii: "\\") ? 2 : 1
        }
        index += 1
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "E"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
            true
        default: false
        }
    }
}
