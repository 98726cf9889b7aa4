internal import Observation

/// What observing counted of each deployment, drained into the metrics once a turn.
final class ObserveTally {
    /// Why an event is in no pane.
    enum Reason: Int, CaseIterable {
        case late = 0
        case ahead
        case untimed

        /// As the label `reason` names it.
        var name: String {
            switch self {
            case .late: "late"
            case .ahead: "ahead"
            case .untimed: "untimed"
            }
        }
    }

    private static let width = 4
    private let counts: FixedColumn<UInt64>

    init(deployments: Int) { counts = FixedColumn(repeating: 0, count: deployments * Self.width) }

    func noteRecords(_ count: Int, of deployment: Int) {
        counts[deployment * Self.width + 3] &+= UInt64(truncatingIfNeeded: count)
    }

    @inline(__always)
    func note(_ reason: Reason, of deployment: Int) {
        counts[deployment &* Self.width &+ reason.rawValue] &+= 1
    }

    /// Hands each count over, and starts from zero.
    func drain(
        records: (_ deployment: Int, _ count: UInt64) -> Void,
        unplaced: (_ deployment: Int, _ reason: Reason, _ count: UInt64) -> Void
    ) {
        for place in 0..<counts.count where counts[place] > 0 {
            if let reason = Reason(rawValue: place % Self.width) {
                unplaced(place / Self.width, reason, counts[place])
            } else {
                records(place / Self.width, counts[place])
            }
            counts[place] = 0
        }
    }
}

extension OutOfTime {
    /// Counts an event.
    @inline(__always)
    mutating func note(_ reason: ObserveTally.Reason) {
        switch reason {
        case .late: late &+= 1
        case .ahead: ahead &+= 1
        case .untimed: untimed &+= 1
        }
    }
}
