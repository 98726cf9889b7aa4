import DriftMonitor
import Foundation
import Testing

/// Decisions that may be looked at after every event: how often they are wrong by chance, and how
/// soon they are right.
@Suite struct SequentialTests {
    /// Fewer where each takes long: without optimisation.
    static let runs: Int = {
        #if DEBUG
        200
        #else
        2_000
        #endif
    }()

    /// Five standard errors above a probability.
    private func limit(_ alpha: Double, runs: Int = runs) -> Double {
        alpha + 5 * (alpha * (1 - alpha) / Double(runs)).squareRoot()
    }

    @Test func `a confidence sequence misses the mean at most alpha of the times in 20,000 looks`()
    {
        var (missed, naive) = (0, 0)
        for seed in 0..<Self.runs {
            var rng = SplitMix64(seed)
            var sequence = ConfidenceSequence(alpha: 0.05, optimalAt: 10_000)
            var (hasMissed, hasNaively) = (false, false)
            for _ in 0..<20_000 {
                sequence.add(rng.unit() < 0.5 ? -1 : 1)
                guard let interval = sequence.interval else { continue }
                if interval.lower > 0 || interval.upper < 0 { hasMissed = true }
                let error = (sequence.variance / Double(sequence.count)).squareRoot()
                let z = sequence.sum / (error * Double(sequence.count).squareRoot())
                if NormalDistribution.twoSidedTail(z) < 0.05 { hasNaively = true }
            }
            if hasMissed { missed += 1 }
            if hasNaively { naive += 1 }
        }
        print("seeds 0 to \(Self.runs - 1): missed \(missed), a test at each look \(naive)")
        #expect(Double(missed) <= limit(0.05) * Double(Self.runs))
        #expect(Double(naive) > 0.3 * Double(Self.runs), "looking at every value is not free")
    }

    @Test func `a confidence sequence and its p-value agree, and find a difference`() throws {
        var rng = SplitMix64(3)
        var sequence = ConfidenceSequence(alpha: 0.01, optimalAt: 5_000)
        var found: Int?
        for place in 0..<20_000 {
            sequence.add(rng.normal() + 0.1)
            guard let interval = sequence.interval else {
                #expect(sequence.pValue == 1)
                continue
            }
            let isFound = interval.lower > 0 || interval.upper < 0
            #expect(isFound == (sequence.pValue < 0.01), "place \(place)")
            if isFound, found == nil { found = place }
        }
        #expect(try #require(found) < 5_000)
        #expect(abs(sequence.mean - 0.1) < 0.03)
        let before = sequence
        sequence.add(.nan)
        #expect(sequence == before)
    }

    @Test func `a confidence sequence equals its closed form`() throws {
        var sequence = ConfidenceSequence(alpha: 0.05, optimalAt: 4, leastValues: 2)
        for value in [1.0, 0, 0.5, -1] { sequence.add(value) }
        // By hand: squares of 1 − 0, 0 − 1, 0.5 − 0.5, −1 − 0.5.
        let (variance, sum) = (1.0 + 1 + 0 + 2.25, 0.5)
        let rho = 4 / (2 * log(20.0) + log(1 + 2 * log(20.0)))
        let radius =
            ((variance + rho) * (log(1 + variance / rho) + 2 * log(20.0))).squareRoot() / 4
        let interval = try #require(sequence.interval)
        #expect(abs(interval.lower - (sum / 4 - radius)) < 1e-14)
        #expect(abs(interval.upper - (sum / 4 + radius)) < 1e-14)
    }

    @Test func `the ratio test keeps both its errors and its sample`() {
        let runs = 2_000
        for (rate, wrong, most) in [
            (0.01, SequentialRatioTest.Decision.unacceptable, 0.01),
            (0.02, .acceptable, 0.05),
        ] {
            var (errors, events) = (0, 0)
            for seed in 0..<runs {
                var rng = SplitMix64(seed)
                var test = SequentialRatioTest(acceptable: 0.01, unacceptable: 0.02)
                while test.decision == .undecided, events < 100_000_000 {
                    test.add(rng.unit() < rate)
                    events += 1
                }
                if test.decision == wrong { errors += 1 }
            }
            print("rate \(rate): \(errors) errors in \(runs) runs, \(events / runs) events each")
            #expect(Double(errors) / Double(runs) <= limit(most, runs: runs))
            // Expected about 1,100 under the unacceptable rate (Wald), less under the other.
            #expect(events / runs < 1_600)
        }
    }

    @Test func `rare events by chance exceed a share with probability alpha at most`() {
        let runs = 1_000
        var alarms = 0
        for seed in 0..<runs {
            var rng = SplitMix64(seed)
            var test = RareEventTest()
            var hasFired = false
            for place in 0..<3_000 {
                // The share of traffic grows on the way.
                let share = place < 500 ? 0.05 : 0.25
                test.add(armEvents: rng.unit() < share ? 1 : 0, of: 1, share: share)
                if place % 10 == 0, test.hasTooMany(alpha: 0.01) { hasFired = true }
            }
            if hasFired { alarms += 1 }
        }
        print("seeds 0 to \(runs - 1): \(alarms) false alarms of \(runs)")
        #expect(Double(alarms) / Double(runs) <= limit(0.01, runs: runs))
    }

    @Test func `an arm with twice its share of errors is found after a few hundred of them`() {
        var delays: [Int] = []
        for seed in 0..<100 {
            var rng = SplitMix64(seed)
            var test = RareEventTest()
            // Twice the rate at a share of 5 % is 0.1 / 1.05 of the errors.
            for place in 1...3_000 {
                test.add(armEvents: rng.unit() < 0.1 / 1.05 ? 1 : 0, of: 1, share: 0.05)
                if test.hasTooMany(alpha: 0.01) {
                    delays.append(place)
                    break
                }
            }
        }
        delays.sort()
        #expect(delays.count >= 98)
        print("seeds 0 to 99: median \(delays[delays.count / 2]) errors, \(delays.count) found")
        #expect((150...500).contains(delays[delays.count / 2]))
    }

    @Test func `the evidence equals its closed form, in any batches of one share`() {
        var test = RareEventTest()
        #expect(test.logEvidence == 0)
        for isFromArm in [true, true, false] {
            test.add(armEvents: isFromArm ? 1 : 0, of: 1, share: 0.25)
        }
        // The mean over the ratios r of (r / m)² (1 / m), m = 1 + 0.25 (r − 1).
        let ratios = [1.2, 1.5, 2, 3, 5, 10, 30]
        let terms = ratios.map { ratio in
            let scale = 1 + 0.25 * (ratio - 1)
            return ratio * ratio / (scale * scale * scale)
        }
        let mean = terms.reduce(0, +) / Double(terms.count)
        #expect(abs(exp(test.logEvidence) - mean) < 1e-12)
        var batch = RareEventTest()
        batch.add(armEvents: 2, of: 3, share: 0.25)
        #expect(abs(batch.logEvidence - test.logEvidence) < 1e-14)
        #expect(batch.events == 3 && batch.armEvents == 2 && batch.expectedArmEvents == 0.75)
        let before = batch
        batch.add(armEvents: 1, of: 0, share: 0.25)
        batch.add(armEvents: 1, of: 1, share: 1)
        #expect(batch == before, "what compares nothing changes nothing")
    }

    @Test func `a margin allows the arm a rate so much greater`() {
        var (equal, lenient) = (RareEventTest(), RareEventTest(margin: 2))
        for _ in 0..<1_000 {
            equal.add(armEvents: 2, of: 21, share: 0.05)
            lenient.add(armEvents: 2, of: 21, share: 0.05)
        }
        #expect(equal.hasTooMany(alpha: 1e-9))
        #expect(!lenient.hasTooMany(alpha: 0.5))
    }

    @Test func `a batch adds so much at most`() {
        var test = RareEventTest(mostOfBatch: 2)
        test.add(armEvents: 1_000, of: 1_000, share: 0.05)
        #expect(test.logEvidence == 2)
        var ratio = SequentialRatioTest(acceptable: 0.01, unacceptable: 0.02)
        ratio.add(hits: 500, of: 500, atMost: 0.5)
        #expect(ratio.logRatio == ratio.bound / 2 && ratio.decision == .undecided)
        ratio.add(hits: 500, of: 500, atMost: 0.5)
        #expect(ratio.decision == .unacceptable)
    }
}
