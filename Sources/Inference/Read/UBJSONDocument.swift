/// A reader of UBJSON (draft 12), as XGBoost writes it, into a `Document`.
///
/// Values big-endian; arrays may declare a type and a count. High-precision numbers and typed
/// objects, which XGBoost does not write, are refused.
struct UBJSONDocument {
    private let bytes: [UInt8]
    private var position = 0

    /// Reads one value, the whole of `bytes`.
    ///
    /// - Throws: `DocumentFault` with the byte's offset.
    /// - Complexity: O(bytes); nesting is limited.
    static func parse(_ bytes: [UInt8]) throws(DocumentFault) -> Document {
        var reader = UBJSONDocument(bytes: bytes)
        let value = try reader.value(try reader.byte(), depth: 0)
        guard reader.position == bytes.count else { throw reader.fault("bytes after the value") }
        return value
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    private func fault(_ problem: String) -> DocumentFault {
        DocumentFault(path: "byte \(position)", problem: problem)
    }

    private mutating func byte() throws(DocumentFault) -> UInt8 {
        guard position < bytes.count else { throw fault("the file ends within a value") }
        position += 1
        return bytes[position - 1]
    }

    private mutating func bigEndian(_ size: Int) throws(DocumentFault) -> UInt64 {
        guard bytes.count - position >= size else { throw fault("the file ends within a number") }
        var value: UInt64 = 0
        for index in position..<(position + size) { value = value << 8 | UInt64(bytes[index]) }
        position += size
        return value
    }

    private func width(_ type: UInt8) -> Int? {
        switch type {
        case UInt8(ascii: "i"), UInt8(ascii: "U"): 1
        case UInt8(ascii: "I"): 2
        case UInt8(ascii: "l"), UInt8(ascii: "d"): 4
        case UInt8(ascii: "L"), UInt8(ascii: "D"): 8
        default: nil
        }
    }

    /// Nil for a type that is no number.
    private mutating func number(_ type: UInt8) throws(DocumentFault) -> Double? {
        guard let width = width(type) else { return nil }
        let bits = try bigEndian(width)
        return switch type {
        case UInt8(ascii: "i"): Double(Int8(truncatingIfNeeded: bits))
        case UInt8(ascii: "U"): Double(bits)
        case UInt8(ascii: "I"): Double(Int16(truncatingIfNeeded: bits))
        case UInt8(ascii: "l"): Double(Int32(truncatingIfNeeded: bits))
        case UInt8(ascii: "L"): Double(Int64(bitPattern: bits))
        case UInt8(ascii: "d"): Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits)))
        default: Double(bitPattern: bits)
        }
    }

    /// A count or a length; each thing counted takes `bytesEach` bytes at least.
    private mutating func count(bytesEach: Int) throws(DocumentFault) -> Int {
        guard let value = try number(try byte()), let count = Int(exactly: value), count >= 0,
            count <= (bytes.count - position) / bytesEach
        else { throw fault("a length that does not fit the file") }
        return count
    }

    private mutating func text() throws(DocumentFault) -> String {
        let length = try count(bytesEach: 1)
        let slice = bytes[position..<(position + length)]
        position += length
        guard let text = String(validating: slice, as: UTF8.self) else {
            throw fault("a string that is not UTF-8")
        }
        return text
    }

    private mutating func value(
        _ type: UInt8,
        depth: Int
    ) throws(DocumentFault) -> Document {
        guard depth < ForestLimits.documentDepth else {
            throw fault("nested deeper than \(ForestLimits.documentDepth)")
        }
        switch type {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try list(depth: depth)
        case UInt8(ascii: "S"): return .string(try text())
        case UInt8(ascii: "Z"): return .null
        case UInt8(ascii: "T"): return .boolean(true)
        case UInt8(ascii: "F"): return .boolean(false)
        default:
            guard let number = try number(type) else {
                throw fault("unknown type 0x\(String(type, radix: 16))")
            }
            return .number(number)
        }
    }

    private mutating func object(depth: Int) throws(DocumentFault) -> Document {
        var members: [String: Document] = [:]
        while true {
            guard position < bytes.count else { throw fault("the file ends within an object") }
            if bytes[position] == UInt8(ascii: "}") {
                position += 1
                return .object(members)
            }
            let key = try text()
            guard members[key] == nil else { throw fault("key '\(key.prefix(64))' comes twice") }
            members[key] = try value(try byte(), depth: depth + 1)
        }
    }

    private mutating func list(depth: Int) throws(DocumentFault) -> Document {
        guard position < bytes.count else { throw fault("the file ends within a list") }
        if bytes[position] == UInt8(ascii: "$") {
            position += 1
            return try typedList(try byte())
        }
        var left: Int?
        if bytes[position] == UInt8(ascii: "#") {
            position += 1
            left = try count(bytesEach: 1)
        }
        var numbers: [Double] = []
        var others: [Document]?
        while left != 0 {
            let type = try byte()
            if left == nil && type == UInt8(ascii: "]") { break }
            left = left.map { $0 - 1 }
            let element = try value(type, depth: depth + 1)
            if case .number(let number) = element, others == nil {
                numbers.append(number)
            } else {
                if others == nil { others = numbers.map { .number($0) } }
                others?.append(element)
            }
        }
        return others.map { .list($0) } ?? .numbers(numbers)
    }

    private mutating func typedList(_ type: UInt8) throws(DocumentFault) -> Document {
        guard let width = width(type), try byte() == UInt8(ascii: "#") else {
            throw fault("a typed list must hold numbers and give its length")
        }
        let length = try count(bytesEach: width)
        var numbers: [Double] = []
        numbers.reserveCapacity(length)
        for _ in 0..<length {
            guard let number = try number(type) else { throw fault("a number is expected") }
            numbers.append(number)
        }
        return .numbers(numbers)
    }
}
