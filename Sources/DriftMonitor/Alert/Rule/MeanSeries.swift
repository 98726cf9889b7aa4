/// A series of means, one a window, and the detectors that say when its level has changed.
///
/// The level is learnt from the first windows; after a change it is learnt anew, and once it is, the
/// change is over: it is an event, not a state.
struct MeanSeries: Hashable, Codable, Sendable {
    /// A change that was found.
    struct Found: Hashable, Codable {
        /// The detector's name.
        let detector: String
        /// The end of the window at which it fired.
        let atMs: Int64
    }

    /// Windows that a level is learnt from.
    static let learntWindows = 60
    /// Windows between false detections of the cumulative sum, were they independent and normal.
    static let runLength = 100_000.0
    /// The weight of the newest window in the recent mean.
    private static let recentWeight = 0.2

    /// The level before; nil while it is learnt for the first time.
    private(set) var level: Double?
    /// The mean of the newest windows, older ones fading.
    private(set) var recent = 0.0
    /// The change, until a new level is learnt or the old one is back.
    private(set) var found: Found?

    private var window = AdaptiveWindow()
    private var chart: CumulativeSum?
    private var learning: Moments? = Moments()
    private var windowsBack = 0

    /// Count, mean and summed squared deviations (Welford).
    private struct Moments: Hashable, Codable {
        var count = 0
        var mean = 0.0
        var squares = 0.0

        mutating func add(_ value: Double) {
            count += 1
            let gap = value - mean
            mean += gap / Double(count)
            squares += gap * (value - mean)
        }

        var standardDeviation: Double { (squares / Double(max(1, count - 1))).squareRoot() }
    }

    /// Adds a window.
    ///
    /// - Parameters:
    ///   - mean: of the window's values.
    ///   - bounded: the same on a scale of 0…1, as ADWIN needs it.
    ///   - deviation: the standard deviation of single values.
    ///   - isBack: how far from the level, in deviations, it counts as there again.
    ///   - atMs: the window's end.
    mutating func add(
        mean: Double,
        bounded: Double,
        deviation: Double,
        isBack: Double,
        atMs: Int64
    ) {
        recent =
            level == nil && learning?.count == 0
            ? mean : recent + Self.recentWeight * (mean - recent)
        let hasCut = window.add(bounded)
        let hasSummed = chart?.add(mean) == true
        if level != nil, found == nil, hasCut || hasSummed {
            found = Found(detector: hasSummed ? "cusum" : "adwin", atMs: atMs)
            learning = Moments()
            windowsBack = 0
        }
        if found != nil {
            windowsBack = distance(in: deviation) < isBack ? windowsBack + 1 : 0
            if windowsBack == 3 { found = nil }
        }
        learn(mean)
    }

    /// How far the recent mean is from the level, in standard deviations; 0 while there is none.
    func distance(in deviation: Double) -> Double {
        guard let level, deviation > 0 else { return 0 }
        return abs(recent - level) / deviation
    }

    private mutating func learn(_ mean: Double) {
        learning?.add(mean)
        guard let learnt = learning, learnt.count >= Self.learntWindows else { return }
        learning = nil
        level = learnt.mean
        found = nil
        // Means that did not vary at all have no scale: any other value is a change.
        chart = Standardisation(
            mean: learnt.mean,
            standardDeviation: max(learnt.standardDeviation, 1e-9 * max(1, abs(learnt.mean)))
        ).map { CumulativeSum(runLength: Self.runLength, scale: $0) }
    }
}
