/// Writes observation records as JSON into one buffer that is used again and again.
///
/// `begin`, then for each pane `beginPane` and its arms, then `end`. Numbers of events stand as runs:
/// a positive number is the next cell's, a negative one stands for so many cells of nothing.
///
/// - Thread safety: none; one owner.
public struct ObservationWriter: ~Copyable {
    /// What was written since the last `begin`.
    public private(set) var bytes: [UInt8] = []
    private var hasPane = false
    private var hasArm = false

    /// A writer whose buffer has room for so many bytes; it grows where a record is longer.
    public init(capacity: Int = 0) { bytes.reserveCapacity(capacity) }

    /// Begins a record, and forgets the last one.
    ///
    /// - Parameter head: everything but its panes, which are passed over.
    public mutating func begin(_ head: ObservationRecord) {
        bytes.removeAll(keepingCapacity: true)
        hasPane = false
        put(#"{"format":"#)
        put(Int64(ObservationRecord.format))
        put(#","deployment":"#)
        quote(head.deployment)
        member(#","partition":"#, Int64(head.partition))
        member(#","from_offset":"#, head.fromOffset)
        member(#","next_offset":"#, head.nextOffset)
        if let clockMs = head.clockMs { member(#","clock_ms":"#, clockMs) }
        member(#","pane_ms":"#, head.paneMs)
        member(#","lateness_ms":"#, head.latenessMs)
        member(#","late":"#, Int64(head.late))
        member(#","ahead":"#, Int64(head.ahead))
        member(#","untimed":"#, Int64(head.untimed))
        put(#","panes":["#)
    }

    /// Begins a pane; later than the one before.
    public mutating func beginPane(
        startMs: Int64,
        undecodable: Int,
        outOfTime: OutOfTime = OutOfTime()
    ) {
        if hasPane { put("]},") }
        hasPane = true
        hasArm = false
        member(#"{"start_ms":"#, startMs)
        member(#","undecodable":"#, Int64(undecodable))
        if outOfTime.late > 0 { member(#","late":"#, Int64(outOfTime.late)) }
        if outOfTime.ahead > 0 { member(#","ahead":"#, Int64(outOfTime.ahead)) }
        if outOfTime.untimed > 0 { member(#","untimed":"#, Int64(outOfTime.untimed)) }
        put(#","arms":["#)
    }

    /// Adds an arm to the pane begun last; arms come in their order.
    ///
    /// - Parameters:
    ///   - version: its version.
    ///   - route: its route.
    ///   - baseline: the digest of its baseline; nil where it has none.
    ///   - rows: events routed to it.
    ///   - failed: of them, those that got no answer.
    ///   - refused: of them, those that the version does not take.
    ///   - offsets: the lowest and the highest among them.
    ///   - counted: the rows of its counters.
    ///   - durations: by ``DurationBins``.
    ///   - cells: the counters' cells; passed over without a baseline.
    public mutating func add(
        version: String,
        route: String,
        baseline: String?,
        rows: Int,
        failed: Int,
        refused: Int,
        offsets: ClosedRange<Int64>?,
        counted: Int,
        durations: Span<UInt32>,
        cells: Span<UInt32>
    ) {
        beginArm(version, route, rows: rows, failed: failed, refused: refused, offsets)
        runs(durations)
        if let baseline {
            beginCells(baseline, counted: counted)
            runs(cells)
        }
        put("}")
    }

    mutating func add(_ arm: ArmCounters) {
        beginArm(
            arm.arm.version,
            arm.arm.route,
            rows: arm.rows,
            failed: arm.failed,
            refused: arm.refused,
            arm.offsets
        )
        runs(arm.durations.span)
        if let baseline = arm.baselineDigest, let counters = arm.counters {
            beginCells(baseline, counted: counters.rows)
            runs(counters.cells.span)
        }
        put("}")
    }

    /// Ends the record; ``bytes`` is its value.
    ///
    /// - Parameter clockMs: the partition's clock, where `begin` was not told it.
    public mutating func end(clockMs: Int64? = nil) {
        put(hasPane ? "]}]" : "]")
        if let clockMs { member(#","clock_ms":"#, clockMs) }
        put("}")
    }

    private mutating func beginArm(
        _ version: String,
        _ route: String,
        rows: Int,
        failed: Int,
        refused: Int,
        _ offsets: ClosedRange<Int64>?
    ) {
        put(hasArm ? #",{"version":"# : #"{"version":"#)
        hasArm = true
        quote(version)
        put(#","route":"#)
        quote(route)
        member(#","rows":"#, Int64(rows))
        member(#","failed":"#, Int64(failed))
        member(#","refused":"#, Int64(refused))
        if let offsets {
            member(#","offsets":["#, offsets.lowerBound)
            member(",", offsets.upperBound)
            put("]")
        }
        put(#","durations":"#)
    }

    private mutating func beginCells(_ baseline: String, counted: Int) {
        put(#","baseline":"#)
        quote(baseline)
        member(#","counted":"#, Int64(counted))
        put(#","cells":"#)
    }

    private mutating func runs<Count: FixedWidthInteger>(_ counts: Span<Count>) {
        bytes.append(UInt8(ascii: "["))
        var isFirst = true
        var zeros: Int64 = 0
        for index in counts.indices {
            let count = counts[index]
            if count == 0 {
                zeros += 1
                continue
            }
            if zeros > 0 { run(-zeros, &isFirst) }
            zeros = 0
            run(Int64(count), &isFirst)
        }
        if zeros > 0 { run(-zeros, &isFirst) }
        bytes.append(UInt8(ascii: "]"))
    }

    private mutating func run(_ number: Int64, _ isFirst: inout Bool) {
        if !isFirst { bytes.append(UInt8(ascii: ",")) }
        isFirst = false
        put(number)
    }

    private mutating func member(_ name: StaticString, _ number: Int64) {
        put(name)
        put(number)
    }

    private mutating func put(_ text: StaticString) {
        // SAFETY: a static string's bytes are there for the life of the process.
        unsafe bytes.append(
            contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
        )
    }

    private mutating func put(_ number: Int64) {
        if number < 0 { bytes.append(UInt8(ascii: "-")) }
        let value = number.magnitude
        var power: UInt64 = 1
        while value / power >= 10 { power *= 10 }
        while power > 0 {
            bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value / power % 10))
            power /= 10
        }
    }

    private mutating func quote(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case 0..<0x20:
                put("\\u00")
                bytes.append(Self.digit(byte >> 4))
                bytes.append(Self.digit(byte & 15))
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") - 10 + value
    }
}
