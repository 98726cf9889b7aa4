public import Observation

/// When an alert begins and ends.
public struct AlertSettings: Sendable, Hashable {
    /// So many windows of so many that were judged, the newest ones.
    public struct Quorum: Sendable, Hashable {
        /// Windows in which the rule has to hold.
        public let hits: Int
        /// Windows that are looked at.
        public let windows: Int

        /// A quorum.
        ///
        /// - Throws: `ObservationError` unless 1 ≤ hits ≤ windows ≤ 64.
        public init(hits: Int, windows: Int) throws(ObservationError) {
            guard (1...64).contains(windows), (1...windows).contains(hits) else {
                throw ObservationError(
                    "\(hits) of \(windows)",
                    "must be 1 to 64 windows and no more hits than those"
                )
            }
            self.init(unchecked: hits, of: windows)
        }

        private init(unchecked hits: Int, of windows: Int) {
            self.hits = hits
            self.windows = windows
        }

        static let threeOfThree = Quorum(unchecked: 3, of: 3)
        static let twoOfTwo = Quorum(unchecked: 2, of: 2)
        static let immediate = Quorum(unchecked: 1, of: 1)
    }

    /// The lengths of windows in milliseconds; each a multiple of the one before.
    public var windowsMs: [Int64] = [60_000, 3_600_000, 86_400_000]
    /// Windows by count, in rows, ascending: of each version by itself.
    public var windowsRows: [Int] = []
    /// From which size on a change is worth a warning.
    public var thresholds = DriftThresholds()
    /// Windows that make a warning.
    public var warning = Quorum.threeOfThree
    /// Windows that make an alert critical.
    public var critical = Quorum.twoOfTwo
    /// Windows in a row that end an alert; 1 or more.
    public var clearWindows = 3
    /// An alert ends below this share of its threshold; above 0, at most 1.
    public var clearFactor = 0.8
    /// Windows after an alert's end in which it does not begin again; 0 or more.
    public var cooldownWindows = 3
    /// The share of a version's features from which on they are one alert; above 0, at most 1.
    public var groupShare = 0.3
    /// The share of events that may be undecodable or refused; in 0…1, ends excluded.
    public var contractShare = 0.01
    /// The share of events that may come late or too far ahead; in 0…1, ends excluded.
    public var clockShare = 0.05
    /// The share of an aged pane's predictions that should have a label; in 0…1.
    public var labelCoverage = 0.9
    /// How far a mean has to move to have changed, in standard deviations of single values; above 0.
    public var meanShift = 0.25
    /// How much of its reference a version's mean loss may grow by; above 0.
    public var lossGrowth = 0.1
    /// Labelled predictions that quality is judged by at a time; 100 or more.
    public var qualityLabels = 500

    /// The defaults, which `docs/drift.md` explains.
    public init() {}

    /// Whether every setting is in its range.
    ///
    /// - Parameter paneMs: how long a pane is.
    /// - Throws: `ObservationError` naming the setting that is not.
    public func check(paneMs: Int64) throws(ObservationError) {
        var shorter = paneMs
        for length in windowsMs {
            guard length >= shorter, length % shorter == 0, length <= 31 * 86_400_000,
                length > shorter || shorter == paneMs
            else {
                throw ObservationError(
                    "window of \(length) ms",
                    "must be a multiple of the \(shorter) ms before it, and at most 31 days"
                )
            }
            shorter = length
        }
        guard (1...8).contains(windowsMs.count) else {
            throw ObservationError("windows", "must be 1 to 8 lengths")
        }
        guard windowsRows.count <= 4, windowsRows.allSatisfy({ (1...1_000_000_000).contains($0) }),
            zip(windowsRows, windowsRows.dropFirst()).allSatisfy({ $0 < $1 })
        else {
            throw ObservationError("windows by rows", "must be at most 4, ascending")
        }
        guard (1...1_000).contains(clearWindows), (0...1_000).contains(cooldownWindows) else {
            throw ObservationError("clear_windows, cooldown_windows", "must be at most 1,000")
        }
        for (name, share) in [("clear_factor", clearFactor), ("group_share", groupShare)] {
            guard share > 0, share <= 1 else {
                throw ObservationError(name, "must be above 0 and at most 1")
            }
        }
        for (name, share) in [("contract", contractShare), ("clock", clockShare)] {
            guard share > 0, share < 1 else { throw ObservationError(name, "must be in 0…1") }
        }
        guard (0...1).contains(labelCoverage) else {
            throw ObservationError("min_coverage", "must be 0 to 1")
        }
        for (name, size) in [("mean_shift", meanShift), ("loss_growth", lossGrowth)] {
            guard size > 0, size.isFinite else { throw ObservationError(name, "must be above 0") }
        }
        guard (100...1_000_000_000).contains(qualityLabels) else {
            throw ObservationError("quality_labels", "must be 100 to 1,000,000,000")
        }
    }
}
