import FoundationEssentials

/// Makes a record of a line: its value, and what pointers find in it.
struct RecordLineReader {
    /// A record to be sent.
    struct Record {
        var key: [UInt8]?
        var value: [UInt8]?
        var timestampMs: Int64?
    }

    let key: JSONPath?
    let timestamp: JSONPath?
    /// Lines are base64.
    let isBase64: Bool
    /// An empty line is a null value.
    let hasTombstones: Bool
    /// The lines in which a pointer found nothing.
    private(set) var withoutKey = LineTally()
    private(set) var withoutTimestamp = LineTally()

    init(key: JSONPath?, timestamp: JSONPath?, isBase64: Bool, hasTombstones: Bool) {
        self.key = key
        self.timestamp = timestamp
        self.isBase64 = isBase64
        self.hasTombstones = hasTombstones
    }

    /// Reads a line.
    ///
    /// A key that is `null` is no key. Where a pointer finds nothing, or finds no time, the record
    /// goes without, and the line is counted.
    ///
    /// - Returns: nil when the line should be base64 and is not.
    mutating func read(_ line: [UInt8], lineNumber: Int) -> Record? {
        if line.isEmpty, hasTombstones { return Record() }
        var value = line
        if isBase64 {
            guard let data = Data(base64Encoded: Data(line)) else { return nil }
            value = Array(data)
        }
        var record = Record(value: value)
        if let key {
            switch key.find(in: value) {
            case .text(let bytes)?: record.key = bytes
            case .null?: record.key = nil
            case nil: withoutKey.add(lineNumber)
            }
        }
        if let timestamp {
            if case .text(let bytes)? = timestamp.find(in: value),
                let time = EventTime.milliseconds(String(decoding: bytes, as: UTF8.self))
            {
                record.timestampMs = time
            } else {
                withoutTimestamp.add(lineNumber)
            }
        }
        return record
    }
}

/// How many lines something is true of, and the first.
struct LineTally {
    private(set) var count = 0
    private(set) var first = 0

    /// Counts a line.
    mutating func add(_ line: Int) {
        if count == 0 { first = line }
        count += 1
    }
}
