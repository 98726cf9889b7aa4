import Glibc

/// The limit distribution of the Kolmogorov–Smirnov statistic.
public enum KolmogorovDistribution {
    /// How often √(nm / (n + m)) D is above `x` when both samples come from one continuous
    /// distribution.
    ///
    /// - Source: Kolmogorov 1933: 2 Σ (−1)^(j−1) exp(−2 j² x²) from x = 1 on; below it the
    ///   equivalent theta series 1 − √(2π)/x Σ exp(−(2j−1)² π² / (8 x²)), which converges fast there.
    public static func upperTail(_ x: Double) -> Double {
        guard x > 0 else { return 1 }
        if x < 1 {
            var sum = 0.0
            for index in 0..<20 {
                let odd = Double(2 * index + 1)
                sum += exp(-odd * odd * Double.pi * Double.pi / (8 * x * x))
            }
            return 1 - (2 * Double.pi).squareRoot() / x * sum
        }
        var sum = 0.0
        for index in 1...20 {
            let j = Double(index)
            let term = exp(-2 * j * j * x * x)
            sum += index % 2 == 1 ? term : -term
            if term < sum * 1e-17 { break }
        }
        return 2 * sum
    }
}
