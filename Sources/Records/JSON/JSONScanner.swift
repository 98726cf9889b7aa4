/// The grammar of JSON over a payload's bytes: one pass, no copy, everything checked.
///
/// A scanner is a place in the payload and moves forward only. Each function begins at the first
/// byte of what it reads and ends behind its last.
///
/// - Source: RFC 8259; UTF-8 as in RFC 3629.
struct JSONScanner: ~Escapable {
    let bytes: RawSpan
    let maxDepth: Int
    /// The next byte.
    var index = 0

    @_lifetime(copy bytes)
    @inline(__always)
    init(_ bytes: RawSpan, maxDepth: Int, index: Int = 0) {
        self.bytes = bytes
        self.maxDepth = maxDepth
        self.index = index
    }

    /// The next byte; 0 at the end.
    @inline(__always)
    var next: UInt8 { bytes.octet(index) }

    /// A failure at the next byte; a truncation if there is none.
    @inline(never)
    func failure(_ reason: DecodeFailure.Reason, at place: Int, column: Int = -1) -> DecodeFailure {
        guard place < bytes.byteCount else {
            return DecodeFailure(reason: .truncated, byteOffset: bytes.byteCount, column: column)
        }
        return DecodeFailure(reason: reason, byteOffset: place, column: column)
    }

    /// Passes over white space.
    @inline(__always)
    mutating func skipSpace() {
        while next <= 0x20 {
            guard skipSpaceByte() else { return }
        }
    }

    @inline(__always)
    private mutating func skipSpaceByte() -> Bool {
        switch next {
        case 0x20, 0x0A, 0x0D, 0x09:
            index &+= 1
            return true
        default: return false
        }
    }

    /// Passes over the white space before the value.
    @inline(__always)
    mutating func begin() throws(DecodeFailure) {
        skipSpace()
        guard index < bytes.byteCount else {
            throw DecodeFailure(reason: .emptyValue, byteOffset: index)
        }
    }

    /// Where white space that begins at an index ends; quick for none and for a single space.
    @inline(__always)
    func pastSpace(_ index: Int) -> Int {
        let byte = bytes.octet(index)
        guard byte <= 0x20 else { return index }
        guard byte == 0x20, bytes.octet(index &+ 1) > 0x20 else { return spaceEnd(index) }
        return index &+ 1
    }

    @inline(never)
    private func spaceEnd(_ index: Int) -> Int {
        var scanner = JSONScanner(bytes, maxDepth: maxDepth, index: index)
        scanner.skipSpace()
        return scanner.index
    }

    /// Checks that nothing but white space is left.
    @inline(__always)
    mutating func finish() throws(DecodeFailure) {
        skipSpace()
        guard index == bytes.byteCount else { throw failure(.trailingBytes, at: index) }
    }

    /// Passes over the colon after a key, and white space around it.
    @inline(__always)
    mutating func skipColon() throws(DecodeFailure) {
        skipSpace()
        guard next == UInt8(ascii: ":") else { throw failure(.invalidJSON, at: index) }
        index &+= 1
        skipSpace()
    }

    /// After a member or an element: whether another one follows (behind the comma), or not
    /// (behind the closing byte).
    @inline(__always)
    mutating func another(closing: UInt8) throws(DecodeFailure) -> Bool {
        skipSpace()
        let byte = next
        if byte == UInt8(ascii: ",") {
            index &+= 1
            skipSpace()
            return true
        }
        guard byte == closing else { throw failure(.invalidJSON, at: index) }
        index &+= 1
        return false
    }

    /// Checks and passes over a value of any type.
    ///
    /// - Parameter depth: how many arrays and objects enclose it.
    /// - Throws: `DecodeFailure` for anything that JSON does not allow, and for too deep nesting.
    /// - Complexity: O(bytes). Recursion is bounded by `maxDepth`.
    mutating func skipValue(depth: Int) throws(DecodeFailure) {
        switch next {
        case UInt8(ascii: "\""): _ = try string()
        case UInt8(ascii: "{"):
            try enter(depth)
            guard !closes(UInt8(ascii: "}")) else { return }
            repeat {
                _ = try key()
                try skipValue(depth: depth &+ 1)
            } while try another(closing: UInt8(ascii: "}"))
        case UInt8(ascii: "["):
            try enter(depth)
            guard !closes(UInt8(ascii: "]")) else { return }
            repeat {
                try skipValue(depth: depth &+ 1)
            } while try another(closing: UInt8(ascii: "]"))
        default: try skipScalar()
        }
    }

    /// Passes over an opening bracket and white space.
    ///
    /// - Parameter depth: how many arrays and objects enclose it.
    /// - Throws: `DecodeFailure` for too deep nesting.
    @inline(__always)
    mutating func enter(_ depth: Int) throws(DecodeFailure) {
        guard depth < maxDepth else { throw failure(.tooDeep, at: index) }
        index &+= 1
        skipSpace()
    }

    /// Passes over a closing bracket, if it comes next.
    @inline(__always)
    mutating func closes(_ closing: UInt8) -> Bool {
        guard next == closing else { return false }
        index &+= 1
        return true
    }

    /// Passes over a key, the colon, and white space.
    mutating func key() throws(DecodeFailure) -> JSONString {
        guard next == UInt8(ascii: "\"") else { throw failure(.invalidJSON, at: index) }
        let key = try string()
        try skipColon()
        return key
    }

    private mutating func skipScalar() throws(DecodeFailure) {
        switch next {
        case UInt8(ascii: "t"): try skip(.true)
        case UInt8(ascii: "f"): try skip(.false)
        case UInt8(ascii: "n"): try skip(.null)
        case UInt8(ascii: "-"), 0x30...0x39: _ = try number()
        default: throw failure(.invalidJSON, at: index)
        }
    }

    /// The three words of JSON.
    enum Literal {
        case `true`, `false`, null

        /// The word's bytes, the first lowest.
        @inline(__always)
        var bytes: (word: UInt64, mask: UInt64, count: Int) {
            switch self {
            case .true: (0x6575_7274, 0xFFFF_FFFF, 4)
            case .false: (0x65_736C_6166, 0xFF_FFFF_FFFF, 5)
            case .null: (0x6C6C_756E, 0xFFFF_FFFF, 4)
            }
        }
    }

    /// Checks and passes over a literal.
    @inline(__always)
    mutating func skip(_ literal: Literal) throws(DecodeFailure) {
        let (word, mask, count) = literal.bytes
        let difference = (bytes.word(index) ^ word) & mask
        guard difference == 0 else {
            throw failure(.invalidJSON, at: index &+ difference.trailingZeroBitCount >> 3)
        }
        index &+= count
    }
}
