import Observation
import Testing

@Suite struct ColumnCounterTests {
    private static let unseen = Double(bitPattern: Double.nan.bitPattern | 1)

    /// A model's code of a category: not the baseline's order, and one of them without a code.
    private static func code(_ feature: Int, _ name: CategoryName) -> Double? {
        switch name {
        case .text("UA"): 3
        case .text("AA"): 0
        case .number(7): 5
        default: nil
        }
    }

    /// What the model's row holds for a value of the samples, and what the plan takes for it.
    private static func held(_ value: Double, of feature: Int, other: Double) -> Double {
        guard feature == 2 else { return value }
        switch value {
        case ObservationPlan.nullCategory: return .nan
        case 0: return 3
        case 1: return 0
        case 2: return other
        default: return unseen
        }
    }

    @Test(arguments: [1, 2, 64])
    func `counting by columns equals counting row by row`(topValues: Int) throws {
        for seed in 0..<20 {
            let baseline = try Samples.baseline(
                Samples.rows(2_000, seed: seed),
                topValues: topValues
            )
            let counter = try ColumnCounter(baseline, unseen: Self.unseen, code: Self.code)
            let plan = ObservationPlan(baseline)
            #expect(counter.cellCount == plan.starts.last)
            var rows = Samples.rows(500, seed: 1_000 + seed, shift: 0.5)
            var rng = SplitMix64(seed)
            for place in rows.indices where rng.below(10) == 0 {
                rows[place].features[rng.below(2)] =
                    [.infinity, -.infinity, .nan, 1e300, -1e300, 0, -0.0][rng.below(7)]
            }
            for place in rows.indices where rng.below(10) == 0 {
                guard case .number(let number) = baseline.features[0].reference,
                    !number.bins.edges.isEmpty
                else { continue }
                rows[place].features[0] =
                    number.bins.edges[rng.below(number.bins.edges.count)]
            }
            let names = Self.names(of: baseline)
            for element in [ColumnCounter.Element.float64, .float32] {
                // A float row holds what a float can hold.
                let held = rows.map { row in
                    element == .float64
                        ? row
                        : Samples.Row(
                            features: row.features.map { Double(Float($0)) },
                            score: row.score
                        )
                }
                var slow = plan.makeCounters()
                for row in held {
                    let features = [
                        row.features[0], row.features[1],
                        Self.cell(row.features[2], names, isRaw: element == .float32),
                    ]
                    plan.count(features: features.span, scores: row.score.span, into: &slow)
                }
                let cells = Self.count(held, by: counter, element)
                #expect(cells == slow.cells, "seed \(seed), \(element)")
            }
        }
    }

    /// Of each sample's category: its place among the baseline's values, or beyond them.
    private static func names(of baseline: Baseline) -> [CategoryName: Double] {
        guard case .category(let category) = baseline.features[2].reference else { return [:] }
        var places: [CategoryName: Double] = [:]
        for (index, name) in category.values.enumerated() { places[name] = Double(index) }
        for name in category.otherValues { places[name] = Double(category.values.count) }
        return places
    }

    private static func cell(
        _ value: Double,
        _ names: [CategoryName: Double],
        isRaw: Bool
    ) -> Double {
        if value == ObservationPlan.nullCategory { return value }
        // In raw rows any NaN is null.
        guard value >= 0 else { return isRaw ? ObservationPlan.nullCategory : .nan }
        return names[Samples.names[Int(value)]] ?? .nan
    }

    private static func count(
        _ rows: [Samples.Row],
        by counter: ColumnCounter,
        _ element: ColumnCounter.Element
    ) -> [Int] {
        var cells = [UInt32](repeating: 0, count: counter.cellCount)
        var doubles: [Double] = []
        var scores: [Double] = []
        for row in rows {
            for (feature, value) in row.features.enumerated() {
                doubles.append(held(value, of: feature, other: 5))
            }
            scores += row.score
        }
        let floats = doubles.map { Float($0) }
        let width = counter.featureCount
        cells.withUnsafeMutableBufferPointer { cells in
            guard let first = cells.baseAddress else { return }
            let targets = rows.map { _ in first }
            func count(_ start: UnsafeRawPointer?, stride: Int, isScores: Bool) {
                guard let start else { return }
                let addresses = rows.indices.map { start + $0 * stride }
                if isScores {
                    counter.countScores(rows: addresses.span, into: targets.span)
                } else {
                    counter.countFeatures(rows: addresses.span, of: element, into: targets.span)
                }
            }
            switch element {
            case .float64:
                doubles.withUnsafeBytes {
                    count($0.baseAddress, stride: 8 * width, isScores: false)
                }
            case .float32:
                // At an odd address, as in a broker's message.
                let bytes = [UInt8](repeating: 0, count: 1) + floats.withUnsafeBytes { Array($0) }
                bytes.withUnsafeBytes {
                    count($0.baseAddress.map { $0 + 1 }, stride: 4 * width, isScores: false)
                }
            }
            scores.withUnsafeBytes {
                count($0.baseAddress, stride: 8 * counter.scoreCount, isScores: true)
            }
        }
        return cells.map { Int($0) }
    }

    @Test func `a baseline with too many cells is refused`() throws {
        let baseline = try Samples.baseline(Samples.rows(2_000, seed: 1))
        let wide = try Baseline(
            model: baseline.model,
            source: baseline.source,
            labels: nil,
            chunks: baseline.chunks,
            features: (0..<3_000).map { place in
                let subject = baseline.features[0]
                return Subject(
                    name: "f\(place)",
                    reference: subject.reference,
                    nulls: subject.nulls
                )
            },
            scores: []
        )
        #expect(throws: ObservationError.self) {
            try ColumnCounter(wide, unseen: Self.unseen) { _, _ in nil }
        }
    }
}
