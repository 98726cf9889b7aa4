import DriftMonitor
import Glibc

/// How often each test is wrong where nothing is wrong.
enum Chance {
    static let alpha = 0.05
    /// Of one side, and of both.
    private static let oneSided = 1.645
    private static let twoSided = 1.96

    static func run(runs: Int, looks: Int) {
        print("rule,alpha,look,share")
        means(runs, looks)
        rates(runs, looks)
    }

    private static func means(_ runs: Int, _ looks: Int) {
        simulate("mean of coins", alpha: alpha, runs: runs, looks: looks) { seed in
            var rng = Random(seed)
            var sequence = ConfidenceSequence(alpha: alpha, optimalAt: Double(looks) / 2)
            return {
                sequence.add(rng.unit() < 0.5 ? -1 : 1)
                return judged(sequence, by: (sequence.variance / Double(sequence.count)))
            }
        }
        simulate("log loss of pairs", alpha: alpha, runs: runs, looks: looks) { seed in
            var rng = Random(seed)
            var sequence = ConfidenceSequence(alpha: alpha, optimalAt: Double(looks))
            return {
                let pane = pane(&rng, 10, shared: 0)
                sequence.add(count: 10, sum: pane.sum, sumOfSquares: pane.squares)
                return judged(sequence, by: sequence.variance / Double(sequence.count))
            }
        }
        simulate("log loss of pairs in like panes", alpha: alpha, runs: runs, looks: looks) { seed in
            var rng = Random(seed)
            var spread = 0.0
            var sequence = ConfidenceSequence(alpha: alpha, optimalAt: Double(looks))
            return {
                let pane = pane(&rng, 10, shared: 0.2)
                let mean = sequence.mean
                spread += pane.squares - 2 * mean * pane.sum + 10 * mean * mean
                sequence.add(count: 10, sum: pane.sum, sumOfSquares: pane.squares)
                return judged(sequence, by: spread / Double(sequence.count))
            }
        }
        simulate("log loss of arms", alpha: alpha, runs: runs, looks: looks) { seed in
            var rng = Random(seed)
            var total = 0.0
            var sequence = ConfidenceSequence(
                alpha: alpha,
                optimalAt: Double(looks),
                leastValues: 300
            )
            return {
                let (one, other) = (arm(&rng, 30), arm(&rng, 60))
                let weight = 30.0 * 60 / 90
                let variance = one.variance / 30 + other.variance / 60
                total += weight * weight * variance
                sequence.add(
                    difference: one.mean - other.mean,
                    variance: variance,
                    weight: weight,
                    count: 30
                )
                let z = sequence.sum / total.squareRoot()
                return (
                    sequence.batches >= 10 && sequence.pValue < alpha,
                    sequence.batches >= 10 && abs(z) > twoSided
                )
            }
        }
    }

    /// The sound decision, and that of a z-test with this variance of a value.
    private static func judged(
        _ sequence: ConfidenceSequence,
        by variance: Double
    ) -> (sound: Bool, naive: Bool) {
        guard sequence.count >= 500 else { return (false, false) }
        let z = sequence.sum / (variance * Double(sequence.count)).squareRoot()
        return (sequence.pValue < alpha, abs(z) > twoSided)
    }

    /// Differences of losses of a pane; `shared` of their luck is the pane's.
    private static func pane(
        _ rng: inout Random,
        _ count: Int,
        shared: Double
    ) -> (sum: Double, squares: Double) {
        let common = shared > 0 ? shared * rng.normal() : 0
        var (sum, squares) = (0.0, 0.0)
        for _ in 0..<count {
            let (one, other) = rng.losses()
            let difference = one - other + common
            sum += difference
            squares += difference * difference
        }
        return (sum, squares)
    }

    private static func arm(_ rng: inout Random, _ count: Int) -> (mean: Double, variance: Double) {
        var (sum, squares) = (0.0, 0.0)
        for _ in 0..<count {
            let loss = rng.losses().0
            sum += loss
            squares += loss * loss
        }
        let mean = sum / Double(count)
        return (mean, (squares - sum * mean) / Double(count - 1))
    }

    private static func rates(_ runs: Int, _ looks: Int) {
        simulate("rate at its limit", alpha: alpha, runs: runs, looks: looks) { seed in
            var rng = Random(seed)
            var test = RateLimitTest(limit: 0.01, alpha: alpha)
            var (rows, hits) = (0.0, 0.0)
            return {
                let new = rng.binomial(100, 0.01)
                test.add(hits: new, of: 100)
                rows += 100
                hits += Double(new)
                let z = (hits - rows * 0.01) / (rows * 0.01 * 0.99).squareRoot()
                return (test.isExceeded, rows >= 500 && z > oneSided)
            }
        }
        simulate("rare events of equal rates", alpha: alpha, runs: runs, looks: looks) { seed in
            var rng = Random(seed)
            var test = RareEventTest(mostOfBatch: log(1 / alpha) / 2)
            var (expected, spread, arm, all) = (0.0, 0.0, 0.0, 0)
            return {
                // The canary's share goes from 5 to 25 to 50 %.
                let share = all < 1_000 ? 0.05 : all < 5_000 ? 0.25 : 0.5
                let (own, others) = (
                    rng.binomial(Int(1_000 * share), 0.002),
                    rng.binomial(1_000 - Int(1_000 * share), 0.002)
                )
                test.add(armEvents: own, of: own + others, share: share)
                all += own + others
                arm += Double(own)
                expected += Double(own + others) * share
                spread += Double(own + others) * share * (1 - share)
                let z = spread > 0 ? (arm - expected) / spread.squareRoot() : 0
                return (test.hasTooMany(alpha: alpha), all >= 20 && z > oneSided)
            }
        }
        simulate("split of a hundred keys", alpha: alpha, runs: runs, looks: looks) { seed in
            var rng = Random(seed)
            var test = SampleRatioTest(alpha: alpha, keys: 100)
            test.expect(share: 0.1)
            let share = Double((0..<100).count { _ in rng.unit() < 0.1 }) / 100
            var (arm, all) = (0.0, 0.0)
            return {
                let own = rng.binomial(100, share)
                test.add(armEvents: own, of: 100)
                arm += Double(own)
                all += 100
                let z = (arm - all * 0.1) / (all * 0.1 * 0.9).squareRoot()
                return (test.isBroken, abs(z) > twoSided)
            }
        }
    }
}
