/// The members of one arm of a record as they come.
struct ArmReader {
    private var numbers: [String: Int64] = [:]
    private var version: String?
    private var route: String?
    private var baseline: String?
    private var offsets: ClosedRange<Int64>?
    private var durations: [Int]?
    /// The cells; nil while there are none.
    private(set) var cells: [Int]?

    mutating func read(_ scanner: inout RecordScanner) throws(ObservationError) {
        guard try scanner.opens(UInt8(ascii: "{"), UInt8(ascii: "}")) else {
            throw scanner.failure("is an arm without members")
        }
        repeat {
            let name = try scanner.string()
            try scanner.take(UInt8(ascii: ":"))
            switch name {
            case "version": version = try scanner.string()
            case "route": route = try scanner.string()
            case "baseline": baseline = try scanner.string()
            case "rows", "failed", "refused", "counted": numbers[name] = try scanner.integer()
            case "offsets": offsets = try Self.readOffsets(&scanner)
            case "durations":
                durations = try Self.readRuns(&scanner, most: DurationBins.count, expected: 128)
            case "cells":
                cells = try Self.readRuns(&scanner, most: ObservationRecord.maxCells, expected: 0)
            default: try scanner.skip()
            }
        } while try scanner.continues(UInt8(ascii: "}"))
    }

    /// What was read, if it is an arm.
    func counters() throws(ObservationError) -> ArmCounters {
        guard let version, let route else {
            throw ObservationError("arm", "has no version or no route")
        }
        try RecordRules.check(version, "version")
        try RecordRules.check(route, "route")
        let rows = try number("rows")
        let failed = try number("failed")
        let refused = try number("refused")
        guard failed + refused <= rows else {
            throw ObservationError("rows", "are fewer than those that failed or were refused")
        }
        guard let durations, durations.count == DurationBins.count else {
            throw ObservationError("durations", "must be \(DurationBins.count) numbers")
        }
        guard durations.allSatisfy({ $0 <= rows }) else {
            throw ObservationError("durations", "must be 0 to the \(rows) rows")
        }
        var counters: Counters?
        if let baseline {
            try RecordRules.check(baseline, "baseline")
            guard let cells, !cells.isEmpty else {
                throw ObservationError("cells", "are missing, though the arm has a baseline")
            }
            let counted = try number("counted")
            guard counted <= rows - failed - refused else {
                throw ObservationError("counted", "is more than the rows that were answered")
            }
            counters = try Counters(rows: counted, cells: cells)
        } else if cells != nil {
            throw ObservationError("baseline", "is missing, though the arm has cells")
        }
        return ArmCounters(
            arm: Arm(version: version, route: route),
            baselineDigest: baseline,
            rows: rows,
            failed: failed,
            refused: refused,
            counters: counters,
            durations: durations,
            offsets: offsets
        )
    }

    private func number(_ name: String) throws(ObservationError) -> Int {
        guard let number = numbers[name] else { throw ObservationError(name, "is missing") }
        try RecordRules.check(number, name, in: RecordRules.counts)
        return Int(number)
    }

    private static func readOffsets(
        _ scanner: inout RecordScanner
    ) throws(ObservationError) -> ClosedRange<Int64> {
        try scanner.take(UInt8(ascii: "["))
        let first = try scanner.integer()
        try scanner.take(UInt8(ascii: ","))
        let last = try scanner.integer()
        try scanner.take(UInt8(ascii: "]"))
        guard first <= last else { throw scanner.failure("ends offsets of which the last is less") }
        return first...last
    }

    /// Numbers of events: a positive one is a cell's, a negative one so many cells of nothing.
    private static func readRuns(
        _ scanner: inout RecordScanner,
        most: Int,
        expected: Int
    ) throws(ObservationError) -> [Int] {
        var counts: [Int] = []
        counts.reserveCapacity(expected)
        guard try scanner.opens(UInt8(ascii: "["), UInt8(ascii: "]")) else { return counts }
        repeat {
            let number = try scanner.integer()
            let length = number < 0 ? Int(-number) : 1
            guard length <= most - counts.count, number <= Int64(ObservationRecord.maxCount) else {
                throw scanner.failure("is past \(most) cells, or too large a number")
            }
            if number < 0 {
                counts.append(contentsOf: repeatElement(0, count: length))
            } else {
                counts.append(Int(number))
            }
        } while try scanner.continues(UInt8(ascii: "]"))
        return counts
    }
}
