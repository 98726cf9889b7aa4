import DriftMonitor
import Glibc
import Observation

/// Fifty features and a baseline of rows of theirs: 30 normal numbers, 10 small counts with 5 % nulls,
/// 10 categories of 20 values. Features are independent of each other.
struct World {
    static let numbers = 30
    static let counts = 10
    static let categories = 10
    static let baselineRows = 100_000

    /// A change of one feature.
    enum Change: String, CaseIterable {
        case shift01 = "shift of 0.1 sd"
        case shift02 = "shift of 0.2 sd"
        case shift05 = "shift of 0.5 sd"
        case category = "category of 7 % gone"
        case nulls = "nulls doubled, 5 % to 10 %"
    }

    let stage: Stage
    private let starts: [Int]
    private let size: Int

    /// The probability of each cell of a feature; cells as counters have them, without those of values
    /// beyond the range, which are drawn apart.
    private static func shares(_ feature: Int, _ change: Change?) -> [Double] {
        if feature < numbers {
            let shift = change == .shift01 ? 0.1 : change == .shift02 ? 0.2 : change == .shift05 ? 0.5 : 0
            let ends = [-Double.infinity] + edges + [.infinity]
            return zip(ends, ends.dropFirst()).map { below($1 - shift) - below($0 - shift) } + [0]
        }
        if feature < numbers + counts {
            // Poisson of mean 3 in eight bins.
            var weights = (0..<7).map { exp(-3 + Double($0) * log(3.0) - lgamma(Double($0) + 1).0) }
            weights.append(1 - weights.reduce(0, +))
            let nulls = change == .nulls ? 0.1 : 0.05
            return weights.map { $0 * (1 - nulls) } + [nulls]
        }
        var weights = (0..<20).map { 1 / (1 + Double($0)) }
        let sum = weights.reduce(0, +)
        weights = weights.map { $0 / sum * 0.999 }
        if change == .category {
            // The fourth, of 7 %: its rows go to the others.
            weights[3] = 0
            let rest = weights.reduce(0, +)
            weights = weights.map { $0 / rest * 0.999 }
        }
        return weights + [0, 0.001, 0]
    }

    private static let edges = (1..<64).map { quantile(Double($0) / 64) }

    private static func below(_ x: Double) -> Double { 0.5 * erfc(-x / 2.0.squareRoot()) }

    private static func quantile(_ p: Double) -> Double {
        var (low, high) = (-10.0, 10.0)
        for _ in 0..<80 {
            let middle = (low + high) / 2
            if below(middle) < p { low = middle } else { high = middle }
        }
        return (low + high) / 2
    }

    static func changedFeature(_ change: Change) -> Int {
        switch change {
        case .shift01, .shift02, .shift05: 0
        case .nulls: numbers
        case .category: numbers + counts
        }
    }

    init(_ random: inout Random) throws {
        var features: [Subject] = []
        let fine = try NumberBins(
            edges: Self.edges,
            centres: (0..<64).map { Self.quantile((Double($0) + 0.5) / 64) },
            groups: [6, 13, 19, 26, 32, 38, 45, 51, 58, 64])
        let whole = try NumberBins(
            edges: (0..<7).map { Double($0) + 0.5 }, centres: (0..<8).map(Double.init),
            groups: Array(1...8))
        for feature in 0..<(Self.numbers + Self.counts + Self.categories) {
            let drawn = random.multinomial(Self.baselineRows, Self.shares(feature, nil))
            let reference: Subject.Reference
            if feature < Self.numbers {
                reference = .number(
                    NumberReference(
                        bins: fine, counts: Array(drawn.dropLast()), infinite: 0,
                        summary: .init(min: -4.4, max: 4.4, mean: 0, standardDeviation: 1)))
            } else if feature < Self.numbers + Self.counts {
                reference = .number(
                    NumberReference(
                        bins: whole, counts: Array(drawn.dropLast()), infinite: 0,
                        summary: .init(min: 0, max: 14, mean: 3, standardDeviation: 1.73)))
            } else {
                reference = .category(
                    CategoryReference(
                        values: (0..<20).map { .text("c\($0)") }, counts: Array(drawn.prefix(20)),
                        otherValues: [], other: drawn[20], unseen: drawn[21]))
            }
            features.append(
                Subject(name: "f\(feature)", reference: reference, nulls: drawn.last ?? 0))
        }
        let baseline = try Baseline(
            model: .init(name: "m", version: "v1", digest: ""),
            source: .init(digest: "", rows: Self.baselineRows, fromMs: nil, toMs: nil), labels: nil,
            chunks: .init(count: 0, rows: 0), features: features, scores: [])
        stage = Stage(baseline)
        let plan = ObservationPlan(baseline)
        starts = plan.starts
        size = plan.makeCounters().cells.count
    }

    /// Counters of new rows.
    func draw(_ rows: Int, _ random: inout Random, _ change: Change? = nil) throws -> Counters {
        var cells = [Int](repeating: 0, count: size)
        for feature in 0..<stage.baseline.features.count {
            let isChanged = change.map { Self.changedFeature($0) == feature } ?? false
            let drawn = random.multinomial(rows, Self.shares(feature, isChanged ? change : nil))
            let start = starts[feature]
            guard feature < Self.numbers + Self.counts else {
                cells.replaceSubrange(start..<starts[feature + 1], with: drawn)
                continue
            }
            let bins = drawn.count - 1
            for bin in 0..<bins { cells[start + bin] = drawn[bin] }
            // As often as new values lie beyond the ends of a sample of the baseline's size.
            let beyond = 1 / Double(Self.baselineRows + 1)
            for (cell, bin) in [(bins, 0), (bins + 1, bins - 1)] where drawn[bin] > 0 {
                cells[start + cell] = min(drawn[bin], random.binomial(rows, beyond))
            }
            cells[start + bins + 2] = drawn[bins]
        }
        return try Counters(rows: rows, cells: cells)
    }
}
