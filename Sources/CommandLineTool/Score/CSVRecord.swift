/// One record of comma-separated values (RFC 4180), its fields unquoted, in one reused buffer.
struct CSVRecord {
    /// What keeps a record from being read.
    enum Problem: Equatable {
        /// A quoted field goes on in the next line.
        case isUnfinished
        case quoteInsideField(field: Int)
        case textAfterQuote(field: Int)
    }

    /// A record of more bytes than this is refused.
    static let maxBytes = 16 << 20

    private(set) var bytes: [UInt8] = []
    private(set) var fields: [Range<Int>] = []

    /// The number of fields.
    var count: Int { fields.count }

    /// The bytes of a field.
    subscript(field: Int) -> ArraySlice<UInt8> { bytes[fields[field]] }

    /// A field as text; ill-formed UTF-8 reads as U+FFFD.
    func text(_ field: Int) -> String { String(decoding: self[field], as: UTF8.self) }

    /// Reads a record.
    ///
    /// - Parameter line: one line without its line feed; several, joined by line feeds, where a
    ///   quoted field holds them. A carriage return at the end is dropped.
    /// - Returns: nil when it was read; the fields are then as many as the record has.
    mutating func read(_ line: [UInt8]) -> Problem? {
        bytes.removeAll(keepingCapacity: true)
        fields.removeAll(keepingCapacity: true)
        let end = line.last == 0x0D ? line.count - 1 : line.count
        var index = 0
        while true {
            let start = bytes.count
            if index < end, line[index] == 0x22 {
                index += 1
                guard unquote(line, &index, end) else { return .isUnfinished }
                if index < end, line[index] != 0x2C {
                    return .textAfterQuote(field: fields.count)
                }
            } else {
                while index < end, line[index] != 0x2C {
                    if line[index] == 0x22 { return .quoteInsideField(field: fields.count) }
                    bytes.append(line[index])
                    index += 1
                }
            }
            fields.append(start..<bytes.count)
            guard index < end else { return nil }
            index += 1
        }
    }

    /// Copies a quoted field from after its opening quote; false when the closing one is missing.
    private mutating func unquote(_ line: [UInt8], _ index: inout Int, _ end: Int) -> Bool {
        while index < end {
            let byte = line[index]
            index += 1
            if byte == 0x22 {
                guard index < end, line[index] == 0x22 else { return true }
                index += 1
            }
            bytes.append(byte)
        }
        return false
    }
}
