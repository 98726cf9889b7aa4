import Foundation
import Testing

@testable import DriftMonitor

/// Batches: what they say together is what their values say one by one, and what depends on each other
/// inside a batch is not taken for proof.
@Suite struct BatchTests {
    @Test func `a batch says the same in any order, and as its closed form`() {
        var rng = SplitMix64(21)
        var sequence = ConfidenceSequence(alpha: 0.05, optimalAt: 100, leastValues: 2)
        var (mean, sum, count, spread, batches) = (0.0, 0.0, 0.0, 0.0, 0.0)
        for place in 0..<50 {
            let values = (0..<(1 + rng.below(40))).map { _ in 0.2 + rng.normal() }
            sequence.add(
                count: values.count,
                sum: values.reduce(0, +),
                sumOfSquares: values.reduce(0) { $0 + $1 * $1 }
            )
            let own = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
            let gap = values.reduce(0) { $0 + ($1 - mean) }
            spread += own
            batches += place == 0 ? own : gap * gap
            sum += values.reduce(0, +)
            count += Double(values.count)
            mean = sum / count
        }
        #expect(abs(sequence.mean - mean) < 1e-12)
        #expect(abs(sequence.variance - max(spread, batches)) < 1e-9)
        #expect(sequence.batches == 50 && Double(sequence.count) == count)
        let before = sequence
        sequence.add(count: 0, sum: 1, sumOfSquares: 1)
        sequence.add(count: 1, sum: .nan, sumOfSquares: 1)
        sequence.add(difference: 1, variance: .infinity, weight: 1, count: 1)
        #expect(sequence == before)
    }

    @Test func `differences of means of equal arms are half as many pairs`() {
        var sequence = ConfidenceSequence(alpha: 0.05, optimalAt: 100, leastValues: 2)
        sequence.add(difference: 0.5, variance: 2.0 / 30, weight: 15, count: 30)
        sequence.add(difference: 0.5, variance: 2.0 / 30, weight: 15, count: 30)
        #expect(sequence.mean == 0.5 && sequence.weight == 30 && sequence.count == 60)
        #expect(abs(sequence.variance - 2 * 15) < 1e-12)
    }

    /// Runs in which it was ever found that the mean of batches is not 0, though it is.
    private func found(batchShare: Double, byValuesAlone: Bool, runs: Int) -> Int {
        (0..<runs).count { seed in
            var rng = SplitMix64(seed)
            var sequence = ConfidenceSequence(alpha: 0.05, optimalAt: 5_000)
            var spread = 0.0
            for _ in 0..<300 {
                // What a bad hour has in common, and what each event has of its own.
                let shared = rng.normal() * batchShare.squareRoot()
                var (sum, squares) = (0.0, 0.0)
                for _ in 0..<30 {
                    let value = shared + rng.normal() * (1 - batchShare).squareRoot()
                    sum += value
                    squares += value * value
                }
                let mean = sequence.mean
                spread += squares - 2 * mean * sum + 30 * mean * mean
                sequence.add(count: 30, sum: sum, sumOfSquares: squares)
                guard sequence.count >= 500, sequence.batches >= 10 else { continue }
                guard byValuesAlone else {
                    if sequence.pValue < 0.05 { return true }
                    continue
                }
                let mixture = 5_000 / (2 * log(20.0) + log1p(2 * log(20.0)))
                let total = spread + mixture
                let evidence =
                    sequence.sum * sequence.sum / (2 * total) - 0.5 * log(total / mixture)
                if evidence >= log(20) { return true }
            }
            return false
        }
    }

    @Test func `values that share their batch's luck prove nothing that is not so`() {
        let runs = SequentialTests.runs
        let independent = found(batchShare: 0, byValuesAlone: false, runs: runs)
        let shared = found(batchShare: 0.2, byValuesAlone: false, runs: runs)
        let naive = found(batchShare: 0.2, byValuesAlone: true, runs: runs)
        print("seeds 0 to \(runs - 1): \(independent), \(shared) of \(runs); by values \(naive)")
        let limit = (0.05 + 5 * (0.05 * 0.95 / Double(runs)).squareRoot()) * Double(runs)
        #expect(Double(independent) <= limit && Double(shared) <= limit)
        #expect(Double(naive) > 0.3 * Double(runs), "the batches' own spread is what protects")
    }

    @Test func `a rate within its limit is never called too high, however long it is watched`() {
        let runs = 400
        var (alarms, rounds) = (0, 0)
        for seed in 0..<runs {
            var rng = SplitMix64(seed)
            var test = RateLimitTest(limit: 0.05, alpha: 0.05)
            // Just below the limit, where a test is wrong most often, and after a long good time.
            for place in 0..<5_000 {
                let rate = place < 2_500 ? 0.01 : 0.05
                test.add(hits: (0..<20).count { _ in rng.unit() < rate }, of: 20)
            }
            if test.isExceeded { alarms += 1 }
            rounds += test.round
        }
        print("seeds 0 to \(runs - 1): \(alarms) alarms, \(rounds / runs) rounds each")
        let limit = 0.05 + 5 * (0.05 * 0.95 / Double(runs)).squareRoot()
        #expect(Double(alarms) <= limit * Double(runs))
    }

    @Test func `a rate that rises after a long good time is found`() {
        for (seed, good) in [0, 100, 10_000].enumerated() {
            var rng = SplitMix64(seed)
            var test = RateLimitTest(limit: 0.05, alpha: 0.001)
            for _ in 0..<good { test.add(hits: rng.unit() < 0.2 ? 1 : 0, of: 100) }
            #expect(!test.isExceeded && test.isKept == (good > 0))
            var batches = 0
            while !test.isExceeded, batches < 1_000 {
                test.add(hits: (0..<100).count { _ in rng.unit() < 0.2 }, of: 100)
                batches += 1
            }
            print("after \(good) good batches: found after \(batches), round \(test.round)")
            #expect((2...12).contains(batches))
        }
    }

    @Test func `a split by weighty keys is no proof, a broken one is`() {
        func test(_ arm: Int, _ events: Int, keys: Int) -> SampleRatioTest {
            var test = SampleRatioTest(alpha: 0.001, keys: keys)
            test.expect(share: 0.1)
            for _ in 0..<1_000 { test.add(armEvents: arm, of: events) }
            return test
        }
        #expect(!test(100, 1_000, keys: 100).isBroken)
        #expect(!test(180, 1_000, keys: 100).isBroken && test(180, 1_000, keys: 10_000).isBroken)
        #expect(test(500, 1_000, keys: 100).isBroken && test(1_000, 1_000, keys: 100).isBroken)
        #expect(!test(0, 1_000, keys: 100).isSettled, "a command that nobody followed yet")
    }

    @Test func `after a change of the share nothing counts until it is followed`() {
        var test = SampleRatioTest(alpha: 0.001, keys: 100)
        test.expect(share: 0.05)
        for _ in 0..<100 { test.add(armEvents: 50, of: 1_000) }
        #expect(test.isSettled && test.events == 99_000)
        test.expect(share: 0.25)
        for _ in 0..<100 { test.add(armEvents: 50, of: 1_000) }
        #expect(!test.isSettled && test.events == 0 && !test.isBroken)
        for _ in 0..<10 { test.add(armEvents: 250, of: 1_000) }
        #expect(test.isSettled && test.events > 0 && !test.isBroken && test.round == 2)
    }

    @Test func `the chance of a wrong alarm about a right split is kept`() {
        let runs = 2_000
        let alarms = (0..<runs).count { seed in
            var rng = SplitMix64(seed)
            var test = SampleRatioTest(alpha: 0.05, keys: 100)
            test.expect(share: 0.1)
            // A hundred keys, each the canary's with the probability of its share.
            let keys = (0..<100).count { _ in rng.unit() < 0.1 }
            for _ in 0..<200 {
                test.add(armEvents: keys * 10, of: 1_000)
                if test.isBroken { return true }
            }
            return false
        }
        print("seeds 0 to \(runs - 1): \(alarms) alarms of \(runs)")
        #expect(Double(alarms) <= 0.05 * Double(runs))
    }
}
