import Glibc

/// SplitMix64 with what the simulations draw.
struct Random {
    private var state: UInt64
    private var spare: Double?

    init(_ seed: Int) { state = UInt64(seed) &* 0xD1B5_4A32_D192_ED03 }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    mutating func unit() -> Double { Double(next() >> 11) / 9_007_199_254_740_992 }

    mutating func normal() -> Double {
        if let spare {
            self.spare = nil
            return spare
        }
        let radius = (-2 * log(1 - unit())).squareRoot()
        let angle = 2 * Double.pi * unit()
        spare = radius * sin(angle)
        return radius * cos(angle)
    }

    /// Successes of `count` trials; by the gaps between them, so that rare ones are cheap.
    mutating func binomial(_ count: Int, _ rate: Double) -> Int {
        guard rate > 0, rate < 1 else { return rate > 0 ? count : 0 }
        let scale = log1p(-rate)
        var (place, hits) = (0.0, 0)
        while true {
            place += 1 + (log(1 - unit()) / scale).rounded(.down)
            guard place <= Double(count) else { return hits }
            hits += 1
        }
    }

    /// The log losses of two predictions of the same event, equally good on average: with long tails.
    mutating func losses() -> (Double, Double) {
        let drawn = next()
        let pair = Self.pool[Int(drawn & 0xFFFF)]
        // Either may be the one, so that they are equally good to the last bit.
        return drawn >> 63 == 0 ? pair : (pair.1, pair.0)
    }

    /// Log losses drawn beforehand: of events whose probability is known, by two predictions that are
    /// off by as much.
    private static let pool: [(Double, Double)] = {
        var rng = Random(4_711)
        return (0..<65_536).map { _ in
            let logit = -1.4 + 1.2 * rng.normal()
            let isPositive = rng.unit() < 1 / (1 + exp(-logit))
            func loss(_ logit: Double) -> Double { log1p(exp(isPositive ? -logit : logit)) }
            return (loss(logit + 0.5 * rng.normal()), loss(logit + 0.5 * rng.normal()))
        }
    }()
}
