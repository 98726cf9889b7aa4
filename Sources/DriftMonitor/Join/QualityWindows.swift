import Observation

/// Adds judged panes up to windows of several lengths, for each arm.
///
/// A window is filled when each of its panes was judged or had nothing to judge: labels decide when that
/// is, so windows fill out of order, and a short one may fill long before those beside it. A window with
/// no prediction fills nothing.
///
/// - Thread safety: a value.
public struct QualityWindows: Sendable, Hashable, Codable {
    /// The lengths, in milliseconds, ascending.
    public let lengthsMs: [Int64]
    private let kind: QualityKind
    private var open: [Window] = []

    private struct Window: Sendable, Hashable, Codable {
        let startMs: Int64
        let lengthMs: Int64
        var arms: [ArmSums] = []

        var endMs: Int64 { startMs + lengthMs }

        func isFilled(_ closedMs: Int64, _ unjudged: [Int64]) -> Bool {
            endMs <= closedMs && !unjudged.contains { $0 >= startMs && $0 < endMs }
        }

        /// Where an arm is, in the arms' order; a new one where it was not.
        mutating func place(of arm: Arm, _ kind: QualityKind) -> Int {
            let place = arms.firstIndex { !($0.arm < arm) } ?? arms.endIndex
            if place == arms.endIndex || arms[place].arm != arm {
                arms.insert(ArmSums(arm: arm, sums: QualitySums(kind)), at: place)
            }
            return place
        }
    }

    private struct ArmSums: Sendable, Hashable, Codable {
        let arm: Arm
        var predictions = 0
        var aged = 0
        var sums: QualitySums
    }

    /// Windows of these lengths.
    ///
    /// - Precondition: at least one length, each a whole multiple of the pane's and above 0, ascending.
    public init(lengthsMs: [Int64], kind: QualityKind) {
        precondition(
            !lengthsMs.isEmpty && lengthsMs[0] > 0
                && zip(lengthsMs, lengthsMs.dropFirst()).allSatisfy { $0 < $1 },
            "ascending lengths above 0"
        )
        self.lengthsMs = lengthsMs
        self.kind = kind
    }

    /// Adds what a step of the join judged.
    ///
    /// - Parameters:
    ///   - panes: what ``LabelJoin/run(_:)`` returned.
    ///   - closedMs: the end of the pane that it was given.
    ///   - unjudged: the starts of the panes that wait then, ascending: ``LabelJoin/unjudged``.
    /// - Returns: the windows that are filled now, the earliest end first, then the shortest, arms in their
    ///   order.
    public mutating func add(
        _ panes: [QualityPane],
        closedMs: Int64,
        unjudged: [Int64]
    ) -> [FilledQuality] {
        for pane in panes {
            for length in lengthsMs { add(pane, to: length) }
        }
        let filled = open.filter { $0.isFilled(closedMs, unjudged) }
            .sorted { ($0.endMs, $0.lengthMs) < ($1.endMs, $1.lengthMs) }
        if !filled.isEmpty { open.removeAll { $0.isFilled(closedMs, unjudged) } }
        return filled.flatMap { window in
            window.arms.map {
                FilledQuality(
                    startMs: window.startMs,
                    endMs: window.endMs,
                    arm: $0.arm,
                    predictions: $0.predictions,
                    aged: $0.aged,
                    sums: $0.sums
                )
            }
        }
    }

    private mutating func add(_ pane: QualityPane, to length: Int64) {
        let start = Self.start(of: pane.startMs, length)
        let place =
            open.firstIndex { $0.startMs == start && $0.lengthMs == length } ?? open.endIndex
        if place == open.endIndex { open.append(Window(startMs: start, lengthMs: length)) }
        for quality in pane.arms {
            let arm = open[place].place(of: quality.arm, kind)
            open[place].arms[arm].predictions += quality.predictions
            if pane.maturity == .age { open[place].arms[arm].aged += quality.predictions }
            open[place].arms[arm].sums.add(quality.sums)
        }
    }

    private static func start(of time: Int64, _ length: Int64) -> Int64 {
        let rest = time % length
        return time - (rest < 0 ? rest + length : rest)
    }
}
