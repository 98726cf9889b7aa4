import Glibc

/// The population stability index: how far the shares of cells have moved, in nats.
///
/// Σ (q − p) ln(q / p) over cells with shares p before and q now, half a count added to each cell on
/// both sides (Jeffreys' prior), so that an empty cell does not make it infinite. By chance alone
/// it is about (cells − 1)(1/n + 1/m): `debiased` takes that off.
///
/// - Source: symmetric Kullback–Leibler divergence; its distribution by chance after B. Yurdakul,
///   "Statistical properties of population stability index", Western Michigan University 2018.
public struct PopulationStability: Sendable, Hashable {
    /// The index.
    public let value: Double
    /// The index less what chance alone makes of it; 0 at least.
    public let debiased: Double
    /// How often chance alone would make it as large.
    public let pValue: Double
    /// Of each cell: its part of the index.
    public let parts: [Double]

    /// Compares cells before and now.
    public init(_ pair: CellPair) {
        let cells = Double(pair.count)
        let before = Double(pair.beforeCount) + cells / 2
        let now = Double(pair.nowCount) + cells / 2
        parts = pair.before.indices.map { cell in
            let p = (Double(pair.before[cell]) + 0.5) / before
            let q = (Double(pair.now[cell]) + 0.5) / now
            return (q - p) * log(q / p)
        }
        value = parts.reduce(0, +)
        let degrees = pair.count - 1
        debiased = max(0, value - Double(degrees) * pair.noise)
        pValue =
            degrees > 0
            ? GammaFunction.chiSquareTail(value / pair.noise, degrees: degrees) : 1
    }

    /// Rows now from which on chance alone moves the index by less than half a threshold, but once
    /// in a thousand times.
    ///
    /// - Parameters:
    ///   - cells: the number of cells; 1 or more.
    ///   - beforeCount: rows of the reference; 1 or more.
    ///   - threshold: above 0.
    /// - Returns: nil when the reference itself is too small for the threshold.
    public static func minimumRows(
        cells: Int,
        beforeCount: Int,
        threshold: Double
    ) -> Int? {
        guard cells > 1 else { return 1 }
        let quantile = rareQuantile(degrees: cells - 1)
        let room = threshold / 2 / quantile - 1 / Double(beforeCount)
        guard room > 0, 1 / room < 0x1p53 else { return nil }
        return Int((1 / room).rounded(.up))
    }

    /// What the chi-square distribution exceeds once in a thousand times.
    private static func rareQuantile(degrees: Int) -> Double {
        degrees <= rareQuantiles.count
            ? rareQuantiles[degrees - 1]
            : GammaFunction.chiSquareQuantile(tail: rareTail, degrees: degrees)
    }

    private static let rareTail = 0.001
    /// From one degree of freedom on, found once: each is a search of some fifty steps.
    private static let rareQuantiles = (1...256).map {
        GammaFunction.chiSquareQuantile(tail: rareTail, degrees: $0)
    }
}
