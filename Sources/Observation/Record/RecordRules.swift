/// What the members of a record may hold.
enum RecordRules {
    /// Numbers of events.
    static let counts = 0...Int64(ObservationRecord.maxCount)

    static func check(
        _ number: Int64,
        _ name: String,
        in range: ClosedRange<Int64>
    ) throws(ObservationError) {
        guard range.contains(number) else {
            throw ObservationError(
                name,
                "is \(number), not \(range.lowerBound) to \(range.upperBound)"
            )
        }
    }

    static func check(_ text: String, _ name: String) throws(ObservationError) {
        guard 1...ObservationRecord.maxTextBytes ~= text.utf8.count else {
            throw ObservationError(name, "must have 1 to \(ObservationRecord.maxTextBytes) bytes")
        }
    }

    /// Whether the parts of a record fit each other.
    static func check(_ record: ObservationRecord) throws(ObservationError) {
        guard record.fromOffset <= record.nextOffset else {
            throw ObservationError("next_offset", "is before from_offset")
        }
        for (name, whole, part) in [
            ("late", record.late, \OutOfTime.late), ("ahead", record.ahead, \.ahead),
            ("untimed", record.untimed, \.untimed),
        ] where record.panes.contains(where: { $0.outOfTime[keyPath: part] > whole }) {
            throw ObservationError(name, "is less than what its panes have")
        }
        var last: Int64?
        for (index, pane) in record.panes.enumerated() {
            guard ObservationRecord.timesMs.contains(pane.startMs),
                pane.startMs % record.paneMs == 0, last ?? -1 < pane.startMs
            else {
                throw ObservationError(
                    "panes[\(index)].start_ms",
                    "must ascend, and be a multiple of pane_ms in the years 1970 to 9999"
                )
            }
            last = pane.startMs
            guard zip(pane.arms, pane.arms.dropFirst()).allSatisfy({ $0.arm < $1.arm }) else {
                throw ObservationError("panes[\(index)].arms", "are not in their order")
            }
            for arm in pane.arms {
                guard let offsets = arm.offsets else { continue }
                guard record.fromOffset <= offsets.lowerBound,
                    offsets.upperBound < record.nextOffset
                else {
                    throw ObservationError(
                        "panes[\(index)].arms '\(arm.arm.version)': offsets",
                        "are not among those that the record counts"
                    )
                }
            }
        }
    }
}
