import Glibc

/// The beta function and its incomplete form, from which binomial tails come.
public enum BetaFunction {
    private static let maxSteps = 100_000

    /// ln B(a, b).
    ///
    /// - Precondition: both above 0.
    public static func logBeta(_ a: Double, _ b: Double) -> Double {
        precondition(a > 0 && b > 0, "the shapes are above 0")
        return lgamma(a).0 + lgamma(b).0 - lgamma(a + b).0
    }

    /// The regularised incomplete beta function I_x(a, b).
    ///
    /// - Parameters:
    ///   - x: in 0…1; outside it the nearer end counts.
    ///   - a: above 0.
    ///   - b: above 0.
    /// - Returns: from 0 up to 1.
    /// - Source: the continued fraction of DLMF 8.17.22, by the modified Lentz algorithm, on the side
    ///   of the mean where it converges fast; the other side by symmetry (DLMF 8.17.4).
    public static func regularised(_ x: Double, _ a: Double, _ b: Double) -> Double {
        guard x > 0 else { return 0 }
        guard x < 1 else { return 1 }
        let factor = exp(a * log(x) + b * log1p(-x) - logBeta(a, b))
        return x < (a + 1) / (a + b + 2)
            ? factor * fraction(x, a, b) / a : 1 - factor * fraction(1 - x, b, a) / b
    }

    private static func fraction(_ x: Double, _ a: Double, _ b: Double) -> Double {
        let tiny = 1e-300
        var c = 1.0
        var d = 1 - (a + b) * x / (a + 1)
        if abs(d) < tiny { d = tiny }
        d = 1 / d
        var value = d
        func step(_ numerator: Double) -> Double {
            d = 1 + numerator * d
            if abs(d) < tiny { d = tiny }
            c = 1 + numerator / c
            if abs(c) < tiny { c = tiny }
            d = 1 / d
            value *= d * c
            return d * c
        }
        for index in 1...maxSteps {
            let m = Double(index)
            _ = step(m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)))
            let change = step(-(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)))
            if abs(change - 1) < 1e-16 { break }
        }
        return value
    }
}
