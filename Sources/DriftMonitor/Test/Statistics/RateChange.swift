import Glibc

/// Whether a rate (of nulls, of unseen categories) has changed: Fisher's exact test of two by two.
public struct RateChange: Sendable, Hashable {
    /// The rate before.
    public let before: Double
    /// The rate now.
    public let now: Double
    /// How often chance alone would make a table as improbable, in both directions.
    public let pValue: Double

    /// Compares rates.
    ///
    /// - Parameters:
    ///   - hitsBefore: of `rowsBefore`.
    ///   - rowsBefore: 1 or more.
    ///   - hitsNow: of `rowsNow`.
    ///   - rowsNow: 1 or more.
    public init(hitsBefore: Int, of rowsBefore: Int, hitsNow: Int, of rowsNow: Int) {
        precondition(rowsBefore > 0 && rowsNow > 0, "rows on both sides")
        before = Double(hitsBefore) / Double(rowsBefore)
        now = Double(hitsNow) / Double(rowsNow)
        pValue = Self.fisher(
            hits: Double(hitsNow),
            draws: Double(rowsNow),
            marked: Double(hitsBefore) + Double(hitsNow),
            others: Double(rowsBefore) + Double(rowsNow) - Double(hitsBefore) - Double(hitsNow)
        )
    }

    /// Sums the hypergeometric probabilities that are not above that of what was seen.
    ///
    /// Probabilities are taken relative to the mode's and walked from it by their ratios, so that
    /// no difference of large logarithms spoils them.
    ///
    /// - Complexity: O(standard deviation of the hits).
    private static func fisher(
        hits: Double,
        draws: Double,
        marked: Double,
        others: Double
    ) -> Double {
        let low = max(0, draws - others)
        let high = min(draws, marked)
        guard high > low else { return 1 }
        let mode = min(
            high,
            max(low, ((draws + 1) * (marked + 1) / (marked + others + 2)).rounded(.down))
        )
        // The probability of x + 1 over that of x.
        func ratio(_ x: Double) -> Double {
            (marked - x) * (draws - x) / ((x + 1) * (others - draws + x + 1))
        }
        var seen = 1.0
        var x = mode
        while x < hits { (seen, x) = (seen * ratio(x), x + 1) }
        while x > hits { (seen, x) = (seen / ratio(x - 1), x - 1) }
        let limit = seen * (1 + 1e-7)
        var (total, tail) = (1.0, 1 <= limit ? 1.0 : 0)
        func add(_ weight: Double) -> Bool {
            total += weight
            if weight <= limit { tail += weight }
            return weight > 0 && (weight > 1e-20 || weight > limit || weight > tail * 1e-17)
        }
        (x, seen) = (mode, 1)
        while x < high {
            seen *= ratio(x)
            x += 1
            if !add(seen) { break }
        }
        (x, seen) = (mode, 1)
        while x > low {
            seen /= ratio(x - 1)
            x -= 1
            if !add(seen) { break }
        }
        return min(1, tail / total)
    }
}
