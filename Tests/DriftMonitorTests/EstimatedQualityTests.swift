import DriftMonitor
import Foundation
import Observation
import Testing

private struct Expected: Decodable {
    let figures: [String: Double?]
}

@Suite
struct EstimatedQualityTests {
    /// Rows in bins, and what training said of them, as in `make_quality.py`.
    private func estimate(_ index: Int) throws -> EstimatedQuality? {
        var rng = SplitMix64(4_000_000 + index)
        let kind = index % 10
        let count = 2 + rng.below(63)
        var rows: [Int] = []
        var labels: [NumberReference.BinLabels] = []
        var scores: [Double] = []
        for place in 0..<count {
            scores.append((Double(place) + 0.5) / Double(count) * (kind == 3 ? 0.4 : 1))
            rows.append(rng.below(5) == 0 ? 0 : rng.below(100))
            let trained = 1 + rng.below(50)
            let ones = kind == 1 ? 0 : kind == 2 ? trained : rng.below(trained + 1)
            labels.append(NumberReference.BinLabels(rows: trained, sum: Double(ones)))
        }
        rows[0] += 1
        let edges = zip(scores, scores.dropFirst()).map { ($0 + $1) / 2 }
        let reference = NumberReference(
            bins: try NumberBins(edges: edges, centres: scores, groups: [count]),
            counts: labels.map(\.rows),
            infinite: 0,
            summary: nil,
            labels: labels
        )
        return EstimatedQuality(counts: rows, of: reference)
    }

    @Test func `figures are scikit-learn's of rows weighted by the training rates`() throws {
        let expected = try Goldens.read("estimated.jsonl.gz", as: Expected.self)
        #expect(expected.count == 1_000)
        var defined = 0
        for (index, golden) in expected.enumerated() {
            let estimate = try #require(try estimate(index))
            for metric in EstimatedQuality.metrics {
                let what = "\(index) \(metric)"
                guard let theirs = try #require(golden.figures[metric.rawValue]) else {
                    #expect(estimate[metric] == nil, "\(what)")
                    continue
                }
                defined += 1
                expectStatistic(estimate[metric]?.value, theirs, what)
            }
        }
        #expect(defined > 6_000)
    }

    /// A baseline of scores that are as often right as they say, and rows with labels of the same kind.
    private func simulated(
        _ rng: inout SplitMix64,
        rows: Int,
        exponent: Double
    ) -> [(score: Double, label: Double)] {
        (0..<rows).map { _ in
            let score = pow(rng.unit(), exponent)
            return (score, rng.unit() < score ? 1 : 0)
        }
    }

    @Test func `labels that come later are within the stated error`() throws {
        let seed = 21
        print("estimated quality: seed \(seed)")
        var rng = SplitMix64(seed)
        let bins = try NumberBins(
            edges: (1..<64).map { Double($0) / 64 },
            centres: (0..<64).map { (Double($0) + 0.5) / 64 },
            groups: [64]
        )
        var (near, far) = ([QualityMetric: Int](), [QualityMetric: Int]())
        let runs = 400
        for _ in 0..<runs {
            var labels = [(rows: Int, sum: Double)](repeating: (0, 0), count: 64)
            for row in simulated(&rng, rows: 20_000, exponent: 1) {
                labels[bins.index(of: row.score)].rows += 1
                labels[bins.index(of: row.score)].sum += row.label
            }
            let reference = NumberReference(
                bins: bins,
                counts: labels.map(\.rows),
                infinite: 0,
                summary: nil,
                labels: labels.map { NumberReference.BinLabels(rows: $0.rows, sum: $0.sum) }
            )
            // Scores have moved since: that is what it is for.
            var counts = [Int](repeating: 0, count: 64)
            var sums = QualitySums(.probability)
            for row in simulated(&rng, rows: 2_000, exponent: 2) {
                counts[bins.index(of: row.score)] += 1
                sums.add(score: row.score, label: row.label)
            }
            let estimate = try #require(EstimatedQuality(counts: counts, of: reference))
            for metric in EstimatedQuality.metrics {
                let stated = try #require(estimate[metric])
                let gap = (try #require(sums.figures[metric]) - stated.value).magnitude
                if gap <= stated.samplingError { near[metric, default: 0] += 1 }
                if gap > 3 * stated.samplingError { far[metric, default: 0] += 1 }
            }
        }
        for metric in EstimatedQuality.metrics {
            let share = Double(near[metric] ?? 0) / Double(runs)
            print(
                "estimated \(metric): \(share) within one error, \(far[metric] ?? 0) beyond three"
            )
            // 68 % of a normal distribution, and four standard deviations of so many runs around it.
            #expect(share > 0.58 && share < 0.78, "\(metric)")
            #expect((far[metric] ?? 0) <= 6, "\(metric)")
        }
    }

    @Test func `labels that have changed their meaning are not seen`() throws {
        var rng = SplitMix64(22)
        let bins = try NumberBins(
            edges: (1..<64).map { Double($0) / 64 },
            centres: (0..<64).map { (Double($0) + 0.5) / 64 },
            groups: [64]
        )
        var trained = [(rows: Int, sum: Double)](repeating: (0, 0), count: 64)
        var counts = [Int](repeating: 0, count: 64)
        var sums = QualitySums(.probability)
        for row in simulated(&rng, rows: 20_000, exponent: 1) {
            trained[bins.index(of: row.score)].rows += 1
            trained[bins.index(of: row.score)].sum += row.label
        }
        for row in simulated(&rng, rows: 2_000, exponent: 1) {
            counts[bins.index(of: row.score)] += 1
            sums.add(score: row.score, label: 1 - row.label)
        }
        let reference = NumberReference(
            bins: bins,
            counts: trained.map(\.rows),
            infinite: 0,
            summary: nil,
            labels: trained.map { NumberReference.BinLabels(rows: $0.rows, sum: $0.sum) }
        )
        let stated = try #require(EstimatedQuality(counts: counts, of: reference)?[.accuracy])
        let realised = try #require(sums.figures[.accuracy])
        #expect(stated.value > 0.7 && realised < 0.3)
    }

    @Test func `without labels or rows there is nothing to say`() throws {
        let bins = try NumberBins(edges: [0.5], centres: [0.2, 0.8], groups: [2])
        func reference(_ labels: [NumberReference.BinLabels]?) -> NumberReference {
            NumberReference(bins: bins, counts: [5, 5], infinite: 0, summary: nil, labels: labels)
        }
        let some = NumberReference.BinLabels(rows: 5, sum: 2)
        let none = NumberReference.BinLabels(rows: 0, sum: 0)
        #expect(EstimatedQuality(counts: [1, 1], of: reference(nil)) == nil)
        #expect(EstimatedQuality(counts: [0, 0], of: reference([some, some])) == nil)
        #expect(EstimatedQuality(counts: [1, 1], of: reference([none, none])) == nil)
        #expect(EstimatedQuality(counts: [1], of: reference([some, some])) == nil)
        let half = EstimatedQuality(counts: [1, 1], of: reference([some, none]))
        #expect(half?[.accuracy]?.value == (0.6 + 0.8) / 2)
        #expect(half?[.mae] == nil)
    }
}
