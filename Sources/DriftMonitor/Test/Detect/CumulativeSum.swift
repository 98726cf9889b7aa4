import Glibc

/// The two-sided cumulative sum chart (CUSUM) on standardised values, with the run length it has by
/// chance stated.
///
/// S⁺ = max(0, S⁺ + z − κ) and S⁻ = max(0, S⁻ − z − κ); a detection when one exceeds h. κ is half of
/// the shift that is to be found fastest. After a detection it begins anew with the next value.
/// Values that are not finite are passed over.
///
/// - Source: E. S. Page 1954; the run length by D. Siegmund, "Sequential Analysis", Springer 1985:
///   (e^(2κb) − 1 − 2κb) / (2κ²) with b = h + 1.166 for one side, half of it for both.
public struct CumulativeSum: Sendable, Hashable, Codable {
    /// What is let pass with every value, in standard deviations; above 0.
    public let allowance: Double
    /// The sum that is a detection, in standard deviations; above 0.
    public let threshold: Double
    /// What values are measured in.
    public let scale: Standardisation
    /// The sum of rises.
    public private(set) var upSum = 0.0
    /// The sum of falls.
    public private(set) var downSum = 0.0

    private var hasFired = false

    /// A chart that has seen nothing.
    ///
    /// - Precondition: allowance and threshold above 0.
    public init(allowance: Double = 0.5, threshold: Double, scale: Standardisation) {
        precondition(allowance > 0 && threshold > 0, "above 0")
        self.allowance = allowance
        self.threshold = threshold
        self.scale = scale
    }

    /// A chart with the threshold that makes one false detection in so many values.
    ///
    /// - Parameters:
    ///   - allowance: what is let pass with every value; above 0.
    ///   - runLength: the mean number of independent, normal values between false detections; 10 or
    ///     more.
    ///   - scale: what values are measured in.
    public init(allowance: Double = 0.5, runLength: Double, scale: Standardisation) {
        precondition(runLength >= 10 && runLength.isFinite, "10 values or more")
        var (low, high) = (0.0, 1.0)
        while Self.runLength(allowance: allowance, threshold: high) < runLength { high *= 2 }
        for _ in 0..<100 {
            let middle = (low + high) / 2
            if Self.runLength(allowance: allowance, threshold: middle) < runLength {
                low = middle
            } else {
                high = middle
            }
        }
        self.init(allowance: allowance, threshold: high, scale: scale)
    }

    /// The mean number of independent, standard normal values until a false detection.
    public static func runLength(allowance: Double, threshold: Double) -> Double {
        let exponent = 2 * allowance * (threshold + 1.166)
        return (expm1(exponent) - exponent) / (4 * allowance * allowance)
    }

    /// The mean number of values until a false detection, of this chart.
    public var runLength: Double { Self.runLength(allowance: allowance, threshold: threshold) }

    /// Adds a value.
    ///
    /// - Returns: whether the mean has moved.
    /// - Complexity: O(1).
    public mutating func add(_ value: Double) -> Bool {
        let z = scale.standardised(value)
        guard z.isFinite else { return false }
        if hasFired { (upSum, downSum) = (0, 0) }
        upSum = max(0, upSum + z - allowance)
        downSum = max(0, downSum - z - allowance)
        hasFired = upSum > threshold || downSum > threshold
        return hasFired
    }
}
