import DriftMonitor
import Testing

/// Special functions, exact tests and the step-up against scipy, on 1,000 cases made by seed.
@Suite struct SpecialFunctionTests {
    struct Golden: Decodable {
        let chi2_sf, chi2_isf, gammaincc, kstwobign, norm_sf, betainc, betaln: Double
        let fisher, outside: Double
        let bh: [Double]
    }

    /// Holds a tail to 1e-9 of itself, not only of 1.
    private func expectTail(_ ours: Double, _ theirs: Double, _ what: String) {
        #expect(abs(ours - theirs) <= 1e-9 * theirs + 1e-300, "\(what): \(ours), not \(theirs)")
    }

    @Test func `special functions and exact tests equal scipy's on 1,000 cases`() throws {
        let goldens = try Goldens.read("special.jsonl.gz", as: Golden.self)
        #expect(goldens.count == 1_000)
        for (index, golden) in goldens.enumerated() {
            var rng = SplitMix64(1_000_000 + index)
            let degrees = 1 + rng.below(300)
            let x = rng.unit() * 3 * Double(degrees)
            expectTail(
                GammaFunction.chiSquareTail(x, degrees: degrees),
                golden.chi2_sf,
                "chi-square tail \(index)"
            )
            let tail = Double(1 + rng.below(999)) / 1000
            expectTail(
                GammaFunction.chiSquareQuantile(tail: tail, degrees: degrees),
                golden.chi2_isf,
                "chi-square quantile \(index)"
            )
            let (shape, at) = (0.05 + rng.unit() * 200, rng.unit() * 400)
            expectTail(
                GammaFunction.upperRegularised(shape, at),
                golden.gammaincc,
                "incomplete gamma \(index)"
            )
            expectTail(
                KolmogorovDistribution.upperTail(rng.unit() * 3),
                golden.kstwobign,
                "Kolmogorov \(index)"
            )
            expectTail(
                NormalDistribution.upperTail(rng.unit() * 20 - 10),
                golden.norm_sf,
                "normal \(index)"
            )
            let (a, b) = (0.05 + rng.unit() * 300, 0.05 + rng.unit() * 300)
            let place = rng.unit()
            expectProbability(
                BetaFunction.regularised(place, a, b),
                golden.betainc,
                "incomplete beta \(index)"
            )
            expectStatistic(BetaFunction.logBeta(a, b), golden.betaln, "log beta \(index)")
            try expectTests(index, &rng, golden)
        }
    }

    private func expectTests(_ index: Int, _ rng: inout SplitMix64, _ golden: Golden) throws {
        let size = [50, 1_000, 50_000][index % 3]
        let (rowsBefore, rowsNow) = (1 + rng.below(size), 1 + rng.below(size))
        var hitsBefore = rng.below((index % 2 == 1 ? rowsBefore : min(rowsBefore, 20)) + 1)
        var hitsNow = rng.below((index % 4 == 1 ? rowsNow : min(rowsNow, 20)) + 1)
        if index % 4 == 3 { hitsNow = hitsBefore * rowsNow / rowsBefore }
        if index % 50 == 0 { (hitsBefore, hitsNow) = (0, rowsNow) }
        let change = RateChange(
            hitsBefore: hitsBefore,
            of: rowsBefore,
            hitsNow: hitsNow,
            of: rowsNow
        )
        expectTail(change.pValue, golden.fisher, "Fisher \(index)")
        let (n, m) = (1 + rng.below(5_000), 1 + rng.below(5_000))
        let outside = rng.below(min(m, 12) + 1)
        let violations = RangeViolations(
            below: outside,
            above: 0,
            valuesBefore: n,
            valuesNow: m
        )
        expectTail(violations.pValue, golden.outside, "range \(index)")
        let count = 1 + rng.below(40)
        let values = (0..<count).map { _ in
            let unit = rng.unit()
            return unit * unit * unit
        }
        let adjusted = BenjaminiHochberg.adjusted(values)
        for (ours, theirs) in zip(adjusted, golden.bh) {
            expectStatistic(ours, theirs, "step-up \(index)")
        }
        #expect(adjusted.count == golden.bh.count)
    }

    @Test func `tails have their limits at the ends`() {
        #expect(GammaFunction.upperRegularised(3, 0) == 1)
        #expect(GammaFunction.upperRegularised(3, .infinity) == 0)
        #expect(KolmogorovDistribution.upperTail(0) == 1)
        #expect(KolmogorovDistribution.upperTail(100) == 0)
        #expect(CramerVonMisesDistribution.upperTail(0) == 1)
        #expect(CramerVonMisesDistribution.upperTail(1_000) < 1e-14)
        #expect(CramerVonMisesDistribution.upperTail(.infinity) == 0)
        #expect(BetaFunction.regularised(0, 1, 1) == 0)
        #expect(BetaFunction.regularised(1, 1, 1) == 1)
        #expect(BenjaminiHochberg.adjusted([]).isEmpty)
    }
}
