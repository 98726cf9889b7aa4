/// The Page–Hinkley test: how far the sum of deviations from the running mean has moved away from
/// its extreme.
///
/// On values as they are its threshold depends on their unit: `scale` therefore takes off the
/// baseline's mean and divides by its standard deviation first. After a detection it begins anew with
/// the next value. Values that are not finite are passed over.
///
/// - Source: E. S. Page, "Continuous inspection schemes", Biometrika 41 (1954); with the forgetting
///   factor and both directions as in river 0.26.1, whose detections it repeats index by index.
public struct PageHinkley: Sendable, Hashable {
    /// The directions in which the mean may move.
    public enum Direction: Sendable, Hashable {
        /// Upwards.
        case up
        /// Downwards.
        case down
        /// Either.
        case both
    }

    /// The settings; river's defaults.
    public struct Settings: Sendable, Hashable {
        /// Values before the first detection; 1 or more.
        public let minValues: Int
        /// How much of a deviation is let pass with every value; 0 or more.
        public let tolerance: Double
        /// The sum that is a detection; above 0.
        public let threshold: Double
        /// The factor by which older deviations fade: above 0, at most 1.
        public let fading: Double
        /// The directions.
        public let direction: Direction

        /// These settings.
        ///
        /// - Precondition: each in its range.
        public init(
            minValues: Int = 30,
            tolerance: Double = 0.005,
            threshold: Double = 50,
            fading: Double = 0.9999,
            direction: Direction = .both
        ) {
            precondition(minValues >= 1 && tolerance >= 0 && threshold > 0, "in range")
            precondition(fading > 0 && fading <= 1, "the fading is above 0, at most 1")
            self.minValues = minValues
            self.tolerance = tolerance
            self.threshold = threshold
            self.fading = fading
            self.direction = direction
        }
    }

    /// The settings.
    public let settings: Settings
    /// What values are measured in: a mean and a standard deviation.
    public let scale: Standardisation

    private var count = 0
    private var mean = 0.0
    private var upSum = 0.0
    private var downSum = 0.0
    private var least = Double.infinity
    private var greatest = -1.0
    private var hasFired = false

    /// A test that has seen nothing.
    public init(_ settings: Settings = Settings(), scale: Standardisation = .none) {
        self.settings = settings
        self.scale = scale
    }

    /// Adds a value.
    ///
    /// - Returns: whether the mean has moved.
    /// - Complexity: O(1).
    public mutating func add(_ value: Double) -> Bool {
        let value = scale.standardised(value)
        guard value.isFinite else { return false }
        if hasFired { self = PageHinkley(settings, scale: scale) }
        count += 1
        mean += (value - mean) / Double(count)
        let deviation = value - mean
        upSum = settings.fading * upSum + deviation - settings.tolerance
        downSum = settings.fading * downSum + deviation + settings.tolerance
        least = min(least, upSum)
        greatest = max(greatest, downSum)
        guard count >= settings.minValues else { return false }
        let hasRisen = settings.direction != .down && upSum - least > settings.threshold
        let hasFallen = settings.direction != .up && greatest - downSum > settings.threshold
        hasFired = hasRisen || hasFallen
        return hasFired
    }
}

/// A mean and a standard deviation to measure values in.
public struct Standardisation: Sendable, Hashable, Codable {
    /// Values as they are.
    public static let none = Standardisation()

    /// The mean that is taken off.
    public let mean: Double
    /// The standard deviation that is divided by; above 0.
    public let standardDeviation: Double

    private init() {
        mean = 0
        standardDeviation = 1
    }

    /// By a mean and a standard deviation of the baseline; nil when they are not finite or the
    /// values did not vary: no unit can be made of them.
    public init?(mean: Double, standardDeviation: Double) {
        guard mean.isFinite, standardDeviation.isFinite, standardDeviation > 0 else { return nil }
        self.mean = mean
        self.standardDeviation = standardDeviation
    }

    /// How many standard deviations a value is above the mean.
    public func standardised(_ value: Double) -> Double { (value - mean) / standardDeviation }
}
