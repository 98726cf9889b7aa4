import BrokerFixture
import Observation

/// What the records of a topic, or a slow count of the events, come to: by partition, pane and arm.
struct ObservedTotals: Equatable {
    struct Place: Hashable {
        let partition: Int32
        let startMs: Int64
    }

    struct Key: Hashable {
        let place: Place
        let arm: Arm
    }

    struct Counts: Equatable {
        var rows = 0
        var failed = 0
        var refused = 0
        var digest: String?
        var counters: Counters?
        var first = Int64.max
        var last = Int64.min
    }

    var arms: [Key: Counts] = [:]
    var undecodable: [Place: Int] = [:]
    var late: [Int32: Int] = [:]
    /// Those that were late, by the pane in which the clock stood.
    var lateAt: [Place: Int] = [:]
    var ahead: [Int32: Int] = [:]
    var untimed: [Int32: Int] = [:]

    init() {}

    /// Adds records up, and checks of each what one record can show.
    init(_ records: [TestRecord]) throws {
        for read in records {
            let record = try ObservationRecord(decoding: read.value ?? [])
            guard read.key == Array(record.key.utf8) else {
                throw FixtureError("a record of \(record.key) has another key")
            }
            try add(record)
        }
    }

    private mutating func add(_ record: ObservationRecord) throws {
        let partition = record.partition
        if record.late > 0 { late[partition, default: 0] += record.late }
        if record.ahead > 0 { ahead[partition, default: 0] += record.ahead }
        if record.untimed > 0 { untimed[partition, default: 0] += record.untimed }
        for pane in record.panes {
            let place = Place(partition: partition, startMs: pane.startMs)
            if pane.outOfTime.late > 0 { lateAt[place, default: 0] += pane.outOfTime.late }
            if pane.undecodable > 0 { undecodable[place, default: 0] += pane.undecodable }
            for arm in pane.arms {
                var counts = arms[Key(place: place, arm: arm.arm)] ?? Counts()
                counts.rows += arm.rows
                counts.failed += arm.failed
                counts.refused += arm.refused
                counts.digest = arm.baselineDigest
                if let counters = arm.counters {
                    var sum =
                        try counts.counters
                        ?? Counters(
                            rows: 0,
                            cells: counters.cells.map { _ in 0 }
                        )
                    try sum.add(counters)
                    counts.counters = sum
                }
                guard let offsets = arm.offsets else {
                    throw FixtureError("an arm without offsets")
                }
                counts.first = min(counts.first, offsets.lowerBound)
                counts.last = max(counts.last, offsets.upperBound)
                let isConstant = arm.arm.version.hasPrefix("constant:")
                let timed = arm.durations.reduce(0, +)
                guard
                    timed == (isConstant ? 0 : arm.rows - arm.refused)
                        || arm.arm.isShadow
                else { throw FixtureError("\(timed) durations of \(arm.rows) rows") }
                arms[Key(place: place, arm: arm.arm)] = counts
            }
        }
    }

    /// Events that were served, undecodable or in no pane.
    var events: Int {
        arms.reduce(0) {
            $0 + ($1.key.arm.isShadow || $1.key.arm.route == "fallback" ? 0 : $1.value.rows)
        }
            + [undecodable.values.reduce(0, +), late.values.reduce(0, +)].reduce(0, +)
            + ahead.values.reduce(0, +) + untimed.values.reduce(0, +)
    }

    /// In what these differ from others, in words; empty where they are the same.
    func differences(from others: ObservedTotals) -> [String] {
        var lines: [String] = []
        func compare<Key: Hashable, Value: Equatable>(
            _ what: String,
            _ mine: [Key: Value],
            _ theirs: [Key: Value]
        ) {
            for key in Set(mine.keys).union(theirs.keys) where mine[key] != theirs[key] {
                lines.append(
                    "\(what) \(key): \(Self.text(mine[key])), not \(Self.text(theirs[key]))"
                )
            }
        }
        compare("arm", arms, others.arms)
        compare("undecodable", undecodable, others.undecodable)
        compare("late", late, others.late)
        compare("late at", lateAt, others.lateAt)
        compare("ahead", ahead, others.ahead)
        compare("untimed", untimed, others.untimed)
        return lines.sorted()
    }

    private static func text(_ value: Any?) -> String {
        guard let counts = value as? Counts else { return value.map { "\($0)" } ?? "none" }
        let cells = counts.counters?.cells.enumerated().filter { $0.element > 0 }.map {
            "\($0.offset):\($0.element)"
        }
        return "\(counts.rows) rows at \(counts.first)...\(counts.last) \(cells ?? [])"
    }

    /// Rows by arm.
    var rowsByArm: [Arm: Int] {
        var rows: [Arm: Int] = [:]
        for (key, counts) in arms { rows[key.arm, default: 0] += counts.rows }
        return rows
    }
}
