import Glibc

/// The incomplete gamma function, from which the tail of the chi-square distribution comes.
public enum GammaFunction {
    /// Steps of the series or the fraction at most; both need about √a.
    private static let maxSteps = 100_000

    /// The regularised upper incomplete gamma function Q(a, x).
    ///
    /// - Parameters:
    ///   - a: above 0.
    ///   - x: 0 or above.
    /// - Returns: from 1 at 0 down to 0; its relative error is about 1e-13 for a up to 1,000.
    /// - Source: the series of DLMF 8.7.1 below x = a + 1 and the continued fraction of DLMF 8.9.2
    ///   above it, the latter by the modified Lentz algorithm (Thompson and Barnett 1986).
    public static func upperRegularised(_ a: Double, _ x: Double) -> Double {
        precondition(a > 0, "the shape is above 0")
        guard x > 0 else { return 1 }
        guard x.isFinite else { return 0 }
        return x < a + 1 ? 1 - series(a, x) : fraction(a, x)
    }

    /// The upper tail of the chi-square distribution: how often it is above `x` by chance.
    ///
    /// - Parameters:
    ///   - x: 0 or above.
    ///   - degrees: degrees of freedom, above 0.
    /// - Returns: the probability.
    public static func chiSquareTail(_ x: Double, degrees: Int) -> Double {
        upperRegularised(Double(degrees) / 2, max(x, 0) / 2)
    }

    /// What the chi-square distribution exceeds with a probability.
    ///
    /// - Parameters:
    ///   - tail: the probability: in 0…1, both excluded.
    ///   - degrees: degrees of freedom, above 0.
    /// - Returns: the value, found by bisection to the last bits.
    public static func chiSquareQuantile(tail: Double, degrees: Int) -> Double {
        precondition(tail > 0 && tail < 1, "a probability between 0 and 1")
        var low = 0.0
        var high = Double(degrees) + 1
        while chiSquareTail(high, degrees: degrees) > tail { high *= 2 }
        for _ in 0..<200 {
            let middle = low + (high - low) / 2
            guard middle > low, middle < high else { break }
            if chiSquareTail(middle, degrees: degrees) > tail {
                low = middle
            } else {
                high = middle
            }
        }
        return high
    }

    /// x^a e^−x / Γ(a).
    private static func factor(_ a: Double, _ x: Double) -> Double {
        exp(a * log(x) - x - lgamma(a).0)
    }

    private static func series(_ a: Double, _ x: Double) -> Double {
        var term = 1 / a
        var sum = term
        for step in 1...maxSteps {
            term *= x / (a + Double(step))
            sum += term
            if term < sum * 1e-17 { break }
        }
        return sum * factor(a, x)
    }

    private static func fraction(_ a: Double, _ x: Double) -> Double {
        let tiny = 1e-300
        var b = x + 1 - a
        var c = 1 / tiny
        var d = 1 / b
        var value = d
        for step in 1...maxSteps {
            let n = Double(step)
            let numerator = -n * (n - a)
            b += 2
            d = numerator * d + b
            if abs(d) < tiny { d = tiny }
            c = b + numerator / c
            if abs(c) < tiny { c = tiny }
            d = 1 / d
            let change = d * c
            value *= change
            if abs(change - 1) < 1e-16 { break }
        }
        return value * factor(a, x)
    }
}
