import Glibc

/// SplitMix64, and binomial numbers from it.
struct Random {
    private var state: UInt64

    init(_ seed: Int) { state = UInt64(bitPattern: Int64(seed)) &* 0xD1B5_4A32_D192_ED03 }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    mutating func unit() -> Double { (Double(next() >> 11) + 0.5) / 9_007_199_254_740_992 }

    /// A whole number below `bound`; its bias is less than one in a hundred thousand of 2³².
    mutating func below(_ bound: Int) -> Int {
        Int(((next() >> 32) &* UInt64(bound)) >> 32)
    }

    /// How many of `count` events of probability `p` come about: exact, by inversion where few are
    /// expected, else by Hörmann's BTRS (J. Statist. Comput. Simul. 46, 1993).
    mutating func binomial(_ count: Int, _ p: Double) -> Int {
        guard count > 0, p > 0 else { return 0 }
        guard p < 1 else { return count }
        guard p <= 0.5 else { return count - binomial(count, 1 - p) }
        let n = Double(count)
        return n * p < 10 ? inverted(count, p) : rejected(n, p)
    }

    private mutating func inverted(_ count: Int, _ p: Double) -> Int {
        let odds = p / (1 - p)
        var density = exp(Double(count) * log1p(-p))
        var u = unit()
        var hits = 0
        while u > density, hits < count {
            u -= density
            density *= odds * Double(count - hits) / Double(hits + 1)
            hits += 1
        }
        return hits
    }

    private mutating func rejected(_ n: Double, _ p: Double) -> Int {
        let spread = (n * p * (1 - p)).squareRoot()
        let b = 1.15 + 2.53 * spread
        let a = -0.0873 + 0.0248 * b + 0.01 * p
        let centre = n * p + 0.5
        let edge = 0.92 - 4.2 / b
        let alpha = (2.83 + 5.1 / b) * spread
        let odds = log(p / (1 - p))
        let mode = ((n + 1) * p).rounded(.down)
        let h = lgamma(mode + 1).0 + lgamma(n - mode + 1).0
        while true {
            let u = unit() - 0.5
            let v = unit()
            let us = 0.5 - abs(u)
            let k = ((2 * a / us + b) * u + centre).rounded(.down)
            guard k >= 0, k <= n else { continue }
            if us >= 0.07, v <= edge { return Int(k) }
            let bound = log(v * alpha / (a / (us * us) + b))
            if bound <= h - lgamma(k + 1).0 - lgamma(n - k + 1).0 + (k - mode) * odds {
                return Int(k)
            }
        }
    }

    /// How many of `count` events fall into each cell.
    mutating func multinomial(_ count: Int, _ shares: [Double]) -> [Int] {
        var (left, rest) = (count, 1.0)
        return shares.map { share in
            let hits = rest > 0 ? binomial(left, min(1, share / rest)) : 0
            left -= hits
            rest -= share
            return hits
        }
    }
}
