extension ObservationRecord {
    /// Reads a record's value.
    ///
    /// Members that are not known are passed over.
    ///
    /// - Parameter bytes: may be anything.
    /// - Throws: `ObservationError` naming the member, or the byte where it is not JSON: no record, of a
    ///   newer form, not in order in itself, or larger than a record may be.
    /// - Complexity: O(bytes + cells).
    public init(decoding bytes: RawSpan) throws(ObservationError) {
        guard bytes.byteCount <= Self.maxBytes else {
            throw ObservationError(
                "observation",
                "has \(bytes.byteCount) bytes; at most \(Self.maxBytes) are read"
            )
        }
        var scanner = RecordScanner(bytes)
        var reader = RecordReader()
        try reader.read(&scanner)
        try scanner.end()
        self = try reader.record()
    }

    /// Reads a record's value, as ``init(decoding:)`` of a span does.
    public init(decoding bytes: [UInt8]) throws(ObservationError) {
        // SAFETY: plain bytes, read in place.
        self = try unsafe Self(decoding: bytes.span.bytes)
    }
}

/// The members of a record as they come.
private struct RecordReader {
    private var numbers: [String: Int64] = [:]
    private var deployment: String?
    private var panes: [ObservationRecord.PaneDelta]?
    private var arms = 0
    private var cells = 0

    mutating func read(_ scanner: inout RecordScanner) throws(ObservationError) {
        guard try scanner.opens(UInt8(ascii: "{"), UInt8(ascii: "}")) else { return }
        repeat {
            let name = try scanner.string()
            try scanner.take(UInt8(ascii: ":"))
            switch name {
            case "deployment": deployment = try scanner.string()
            case "format", "partition", "from_offset", "next_offset", "clock_ms", "pane_ms",
                "lateness_ms", "late", "ahead", "untimed":
                numbers[name] = try scanner.integer()
            case "panes": panes = try readPanes(&scanner)
            default: try scanner.skip()
            }
        } while try scanner.continues(UInt8(ascii: "}"))
    }

    /// What was read, if it is a record.
    func record() throws(ObservationError) -> ObservationRecord {
        let format = try number("format", in: 1...Int64.max)
        guard format == ObservationRecord.format else {
            throw ObservationError(
                "format",
                "is \(format); this program reads \(ObservationRecord.format): update it"
            )
        }
        guard let deployment else { throw ObservationError("deployment", "is missing") }
        try RecordRules.check(deployment, "deployment")
        guard let panes else { throw ObservationError("panes", "is missing") }
        let offsets: ClosedRange<Int64> = 0...(1 << 56)
        let record = ObservationRecord(
            deployment: deployment,
            partition: Int32(try number("partition", in: 0...Int64(Int32.max))),
            fromOffset: try number("from_offset", in: offsets),
            nextOffset: try number("next_offset", in: offsets),
            clockMs: numbers["clock_ms"] == nil
                ? nil : try number("clock_ms", in: ObservationRecord.timesMs),
            paneMs: try number("pane_ms", in: 1...86_400_000),
            latenessMs: try number("lateness_ms", in: 0...604_800_000),
            late: Int(try number("late", in: RecordRules.counts)),
            ahead: Int(try number("ahead", in: RecordRules.counts)),
            untimed: Int(try number("untimed", in: RecordRules.counts)),
            panes: panes
        )
        try RecordRules.check(record)
        return record
    }

    private func number(
        _ name: String,
        in range: ClosedRange<Int64>
    ) throws(ObservationError) -> Int64 {
        guard let number = numbers[name] else { throw ObservationError(name, "is missing") }
        try RecordRules.check(number, name, in: range)
        return number
    }

    private mutating func readPanes(
        _ scanner: inout RecordScanner
    ) throws(ObservationError) -> [ObservationRecord.PaneDelta] {
        var panes: [ObservationRecord.PaneDelta] = []
        guard try scanner.opens(UInt8(ascii: "["), UInt8(ascii: "]")) else { return panes }
        repeat {
            panes.append(try readPane(&scanner))
        } while try scanner.continues(
            UInt8(ascii: "]")
        )
        return panes
    }

    private mutating func readPane(
        _ scanner: inout RecordScanner
    ) throws(ObservationError) -> ObservationRecord.PaneDelta {
        var startMs: Int64?
        var undecodable: Int64?
        var outOfTime = OutOfTime()
        var arms: [ArmCounters]?
        guard try scanner.opens(UInt8(ascii: "{"), UInt8(ascii: "}")) else {
            throw scanner.failure("is a pane without members")
        }
        repeat {
            let name = try scanner.string()
            try scanner.take(UInt8(ascii: ":"))
            switch name {
            case "start_ms": startMs = try scanner.integer()
            case "undecodable": undecodable = try scanner.integer()
            case "late": outOfTime.late = try readCount(name, &scanner)
            case "ahead": outOfTime.ahead = try readCount(name, &scanner)
            case "untimed": outOfTime.untimed = try readCount(name, &scanner)
            case "arms": arms = try readArms(&scanner)
            default: try scanner.skip()
            }
        } while try scanner.continues(UInt8(ascii: "}"))
        guard let startMs, let undecodable, let arms else {
            throw scanner.failure("ends a pane without start_ms, undecodable or arms")
        }
        try RecordRules.check(undecodable, "undecodable", in: RecordRules.counts)
        return ObservationRecord.PaneDelta(
            startMs: startMs,
            undecodable: Int(undecodable),
            outOfTime: outOfTime,
            arms: arms
        )
    }

    private func readCount(
        _ name: String,
        _ scanner: inout RecordScanner
    ) throws(ObservationError) -> Int {
        let count = try scanner.integer()
        try RecordRules.check(count, name, in: RecordRules.counts)
        return Int(count)
    }

    private mutating func readArms(
        _ scanner: inout RecordScanner
    ) throws(ObservationError) -> [ArmCounters] {
        var read: [ArmCounters] = []
        guard try scanner.opens(UInt8(ascii: "["), UInt8(ascii: "]")) else { return read }
        repeat {
            arms += 1
            guard arms <= ObservationRecord.maxArms else {
                throw scanner.failure("is past \(ObservationRecord.maxArms) arms")
            }
            var arm = ArmReader()
            try arm.read(&scanner)
            cells += arm.cells?.count ?? 0
            guard cells <= ObservationRecord.maxRecordCells else {
                throw scanner.failure("is past \(ObservationRecord.maxRecordCells) cells")
            }
            read.append(try arm.counters())
        } while try scanner.continues(UInt8(ascii: "]"))
        return read
    }
}
