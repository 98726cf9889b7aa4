import DriftMonitor
import Foundation
import Testing

/// Predictions of one seeded case, the same as in `make_quality.py`.
private struct QualityCase {
    var kind: QualityKind
    var rows: [(score: Double, label: Double)] = []

    init(_ kind: QualityKind, _ index: Int) {
        self.kind = kind
        switch kind {
        case .probability: makeProbabilities(index)
        case .value: makeValues(index)
        case .class: makeClasses(index)
        }
    }

    private mutating func makeProbabilities(_ index: Int) {
        var rng = SplitMix64(1_000_000 + index)
        let shape = index % 10
        for _ in 0..<(shape == 0 ? 1 : 1 + rng.below(200)) {
            let (unit, power) = (rng.unit(), rng.below(40))
            var (score, label) = (unit, Double(rng.below(2)))
            switch shape {
            case 1: label = 0
            case 2: label = 1
            case 3: score = unit / 2
            case 4: score = Double(power % 2)
            case 5: score = Double(power % 11) / 10
            case 6: score = unit * pow(2, Double(-power))
            case 7: score = 1 - unit * pow(2, Double(-power))
            case 8: label = rng.unit() < unit ? 1 : 0
            default: break
            }
            rows.append((score, label))
        }
    }

    private mutating func makeValues(_ index: Int) {
        var rng = SplitMix64(2_000_000 + index)
        let shape = index % 10
        let scale = shape == 3 ? 1e9 : shape == 4 ? 1e-6 : 1_000
        for _ in 0..<(shape == 0 ? 1 : 1 + rng.below(200)) {
            var label = (rng.unit() - 0.5) * scale
            var score = (rng.unit() - 0.5) * scale
            let pick = rng.below(4)
            if shape == 1 || shape == 5 && pick == 0 { label = 0 }
            if shape == 2 { score = label }
            rows.append((score, label))
        }
    }

    private mutating func makeClasses(_ index: Int) {
        var rng = SplitMix64(3_000_000 + index)
        let count = index % 10 == 0 ? 1 : 1 + rng.below(200)
        let limit = index % 2 == 0 ? 2 : 2 + rng.below(5)
        for _ in 0..<count { rows.append((Double(rng.below(limit)), Double(rng.below(limit)))) }
    }

    var sums: QualitySums {
        var sums = QualitySums(kind)
        for row in rows { sums.add(score: row.score, label: row.label) }
        return sums
    }
}

private struct Expected: Decodable {
    let kind: QualityKind
    let figures: [String: Double?]
}

@Suite
struct QualityTests {
    @Test func `figures are scikit-learn's, and nil where it has none`() throws {
        let expected = try Goldens.read("quality.jsonl.gz", as: Expected.self)
        #expect(expected.count == 3_000)
        var compared = 0
        for (place, golden) in expected.enumerated() {
            let figures = QualityCase(golden.kind, place / 3).sums.figures
            for metric in QualityMetric.allCases {
                guard let theirs = golden.figures[metric.rawValue] else { continue }
                let what = "\(golden.kind) \(place / 3) \(metric)"
                compared += 1
                guard let theirs else {
                    #expect(figures[metric] == nil, "\(what)")
                    continue
                }
                expectStatistic(figures[metric], theirs, what)
            }
        }
        #expect(compared > 15_000)
    }

    @Test(arguments: [QualityKind.probability, .value, .class])
    func `any order and any split give the same sums, and a snapshot too`(kind: QualityKind) throws
    {
        let seed = 7
        print("order of quality sums: seed \(seed)")
        var rng = SplitMix64(seed)
        for index in 1..<100 {
            let made = QualityCase(kind, index)
            var parts = [QualitySums](repeating: QualitySums(kind), count: 1 + rng.below(5))
            var rows = made.rows
            for place in stride(from: rows.count - 1, to: 0, by: -1) {
                rows.swapAt(place, rng.below(place + 1))
            }
            for row in rows {
                parts[rng.below(parts.count)].add(score: row.score, label: row.label)
            }
            var merged = QualitySums(kind)
            for part in parts {
                let kept = try JSONDecoder().decode(
                    QualitySums.self,
                    from: JSONEncoder().encode(part)
                )
                #expect(kept == part)
                merged.add(kept)
            }
            #expect(merged == made.sums)
        }
    }

    @Test func `without rows there is no figure`() {
        for kind in [QualityKind.probability, .value, .class] {
            #expect(QualitySums(kind).figures.all.isEmpty)
        }
    }

    @Test func `a value is what an event was worth, where labels say so`() {
        var sums = QualitySums(.probability)
        sums.add(score: 0.5, label: 1, value: 10)
        sums.add(score: 0.5, label: 0, value: -4)
        sums.add(score: 0.5, label: 0)
        #expect(sums.figures[.valuePerEvent] == 3 && sums.valued == 2 && sums.count == 3)
        #expect(sums.figures[.valueTotal] == 6)
    }

    @Test func `a loss is finite whatever the probability`() {
        for (score, label) in [(0.0, 1.0), (1, 0), (-3, 1), (7, 0), (.infinity, 0)] {
            let loss = QualityKind.probability.loss(score: score, label: label)
            #expect(loss > 34 && loss < 35, "\(score) \(label)")
        }
        #expect(QualityKind.probability.loss(score: 1, label: 1) < 2e-15)
    }

    @Test func `labels of another kind are not taken`() {
        #expect(
            !QualityKind.probability.takes(label: 0.5) && !QualityKind.probability.takes(label: 2)
        )
        #expect(!QualityKind.class.takes(label: -1) && !QualityKind.class.takes(label: 1.5))
        #expect(QualityKind.class.takes(label: 9) && QualityKind.value.takes(label: -1.5))
        for kind in [QualityKind.probability, .value, .class] {
            #expect(!kind.takes(label: .nan) && !kind.takes(label: .infinity))
        }
    }

    @Test func `bins of scores ascend with the score and are as narrow as said`() {
        var last = 0
        for step in 0...100_000 {
            let score = Double(step) / 100_000
            let bin = ScoreHistogram.bin(of: score)
            #expect(bin >= last && bin < ScoreHistogram.binCount)
            last = bin
        }
        #expect(ScoreHistogram.bin(of: -1) == 0 && ScoreHistogram.bin(of: 2) == 1_023)
        #expect(ScoreHistogram.bin(of: 0.4999) == 511 && ScoreHistogram.bin(of: 0.5) == 512)
        for exponent in 2..<17 {
            let score = pow(2, Double(-exponent))
            #expect(ScoreHistogram.bin(of: score) < ScoreHistogram.bin(of: score * 1.0313))
            #expect(ScoreHistogram.bin(of: 1 - score) > ScoreHistogram.bin(of: 1 - score * 1.0313))
        }
    }
}

@Suite
struct ExactSumTests {
    @Test func `sums of any size do not depend on the order, and can be taken away`() {
        var rng = SplitMix64(11)
        let numbers = (0..<2_000).map { _ in
            (rng.unit() - 0.5) * pow(2, Double(rng.below(130) - 20))
        }
        var forward = ExactSum()
        var backward = ExactSum()
        for number in numbers { forward.add(number) }
        for number in numbers.reversed() { backward += ExactSum(number) }
        #expect(forward == backward)
        for number in numbers.shuffled() { forward -= ExactSum(number) }
        #expect(forward == ExactSum() && forward.value == 0)
    }

    @Test func `a sum is the nearest number, whatever the sizes`() {
        var rng = SplitMix64(12)
        for _ in 0..<2_000 {
            // Whole multiples of 2⁻⁷⁰ below 2⁵⁰, whose sum 128 bits hold.
            var (sum, exact) = (ExactSum(), Int128(0))
            for _ in 0..<(1 + rng.below(20)) {
                let digits = Int128(rng.next() >> 11) * (rng.below(2) == 0 ? 1 : -1)
                let shift = Int128(rng.below(68))
                exact += digits << shift
                sum.add(Double(digits << shift) * 0x1p-70)
            }
            let expected = Double(exact) * 0x1p-70
            #expect((sum.value - expected).magnitude <= expected.ulp)
        }
    }

    @Test func `numbers too small to be kept whole are rounded`() {
        var sum = ExactSum(0x1p-132)
        sum.add(0x1.8p-133)
        sum.add(-0x1p-140)
        sum.add(.leastNonzeroMagnitude)
        sum.add(0)
        #expect(sum.value == 0x1p-131)
    }

    @Test func `squares of squares of large errors are kept`() {
        var sum = ExactSum()
        for _ in 0..<1_000 { sum.add(pow(50_000, 4)) }
        #expect(sum.value == 1_000 * pow(50_000, 4))
        sum.add(.nan)
        #expect(sum.value == 1_000 * pow(50_000, 4))
    }

    @Test(arguments: [
        "\"\"", "\"1 2\"", "\"1 2 3 4 5 6\"", "\"1 2  4 5\"", "\"x\"", "\"1 2 x 4 5\"", "5",
        "\"0 0 0 0 170141183460469231731687303715884105727\"",
    ])
    func `what is no sum is not read`(text: String) {
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode(ExactSum.self, from: Data(text.utf8))
        }
    }

    @Test func `a sum is read back as it was written`() throws {
        for numbers in [[], [0.1, -7], [1e15, 0.25], [1e30, -1e13]] as [[Double]] {
            var sum = ExactSum()
            for number in numbers { sum.add(number) }
            let text = try JSONEncoder().encode(sum)
            #expect(try JSONDecoder().decode(ExactSum.self, from: text) == sum)
        }
    }
}
