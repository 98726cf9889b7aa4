import DriftMonitor
import Foundation
import Testing

/// Change detectors against river 0.26.1: the same values fire at the same places.
@Suite struct DetectorTests {
    private func adwin(_ settings: AdaptiveWindow.Settings, _ values: [Double]) -> [Int] {
        var detector = AdaptiveWindow(settings)
        return values.indices.filter { detector.add(values[$0]) }
    }

    private func pageHinkley(_ settings: PageHinkley.Settings, _ values: [Double]) -> [Int] {
        var detector = PageHinkley(settings)
        return values.indices.filter { detector.add(values[$0]) }
    }

    private func detections(_ name: String, _ values: [Double]) throws -> [Int] {
        switch name {
        case "adwin": return adwin(.init(), values)
        case "adwin_clock1": return adwin(.init(delta: 0.05, clock: 1), values)
        case "adwin_small":
            return adwin(
                .init(delta: 0.2, clock: 8, maxBuckets: 3, minWindowLength: 2, gracePeriod: 4),
                values
            )
        case "page_hinkley": return pageHinkley(.init(threshold: 20), values)
        case "page_hinkley_up":
            return pageHinkley(
                .init(tolerance: 0.05, threshold: 5, fading: 0.99, direction: .up),
                values
            )
        case "page_hinkley_down":
            return pageHinkley(.init(minValues: 5, threshold: 2, direction: .down), values)
        default: throw CocoaError(.featureUnsupported)
        }
    }

    @Test func `detections on 40 fresh streams are river's`() throws {
        let goldens = try Goldens.read("detectors.jsonl.gz", as: [String: [Int]].self)
        #expect(goldens.count == 40)
        for (index, golden) in goldens.enumerated() {
            var rng = SplitMix64(3_000_000 + index)
            let change = 500 + rng.below(2_500)
            let shift = rng.unit() * 0.4
            let bernoulli = (0..<4_000).map { place in
                rng.unit() < (place < change ? 0.1 : 0.1 + shift) ? 1.0 : 0
            }
            let real = (0..<4_000).map { place in rng.unit() + (place >= change ? shift : 0) }
            for (name, expected) in golden {
                let parts = name.split(separator: "/").map(String.init)
                let values = parts[1] == "real" ? real : bernoulli
                let ours = try detections(parts[0], values)
                #expect(ours == expected, "stream \(index), \(name)")
            }
        }
    }

    @Test(.enabled(if: Goldens.data != nil, "set STREAM_SCORER_DATA to the folder of references"))
    func `detections on the reference stream are the reference's`() throws {
        struct Reference: Decodable {
            struct Detections: Decodable { let drift: [Int] }
            struct State: Decodable { let width, estimation, variance, total: Double }
            let bern, real: [String: Detections]
            let adwin_state_after_2500: State
        }
        let path = try #require(Goldens.data) + "/golden_drift.json"
        let reference = try JSONDecoder().decode(
            Reference.self,
            from: Data(contentsOf: URL(filePath: path))
        )
        var rng = SplitMix64(42)
        let units = (0..<6_000).map { _ in rng.unit() }
        let bernoulli = units.enumerated().map { $1 < ($0 < 3_000 ? 0.1 : 0.2) ? 1.0 : 0 }
        let real = units.enumerated().map { $1 + ($0 >= 3_000 ? 0.3 : 0) }
        #expect(adwin(.init(), bernoulli) == reference.bern["ADWIN"]?.drift)
        #expect(pageHinkley(.init(), bernoulli) == reference.bern["PageHinkley"]?.drift)
        #expect(adwin(.init(), real) == reference.real["ADWIN"]?.drift)
        #expect(adwin(.init(clock: 1), real) == reference.real["ADWIN_clock1"]?.drift)
        #expect(pageHinkley(.init(), real) == reference.real["PageHinkley"]?.drift)
        #expect(
            pageHinkley(.init(threshold: 20), real) == reference.real["PageHinkley_thr20"]?.drift
        )
        var window = AdaptiveWindow()
        for value in real.prefix(2_500) { _ = window.add(value) }
        let state = reference.adwin_state_after_2500
        #expect(window.width == Int(state.width))
        #expect(abs(window.mean - state.estimation) < 1e-12)
        #expect(abs(window.squaredDeviations - state.variance) < 1e-9)
        #expect(abs(window.total - state.total) < 1e-9)
    }

    @Test func `a standardised Page-Hinkley test does not depend on the unit`() throws {
        var rng = SplitMix64(11)
        let minutes = (0..<4_000).map { rng.normal() * 8 + ($0 >= 2_000 ? 24 : 20) }
        let scale = try #require(Standardisation(mean: 20, standardDeviation: 8))
        let hours = try #require(Standardisation(mean: 20.0 / 60, standardDeviation: 8.0 / 60))
        var inMinutes = PageHinkley(scale: scale)
        var inHours = PageHinkley(scale: hours)
        var found: [Int] = []
        for (place, value) in minutes.enumerated() {
            let fired = inMinutes.add(value)
            let same = inHours.add(value / 60)
            #expect(same == fired, "place \(place)")
            if fired { found.append(place) }
        }
        #expect(found.first.map { (2_000..<2_400).contains($0) } == true, "\(found)")
    }

    @Test func `a CUSUM chart has about the run length it states`() throws {
        let scale = try #require(Standardisation(mean: 0, standardDeviation: 1))
        for runLength in [100.0, 1_000] {
            var rng = SplitMix64(5)
            var chart = CumulativeSum(runLength: runLength, scale: scale)
            #expect(abs(chart.runLength / runLength - 1) < 1e-9)
            let count = Int(runLength) * 400
            let detections = (0..<count).count { _ in chart.add(rng.normal()) }
            let measured = Double(count) / Double(detections)
            print("seed 5: run length \(measured), stated \(runLength)")
            // 400 runs have a standard error of 5 %; Siegmund's formula is within a few per cent.
            #expect(abs(measured / runLength - 1) < 0.2)
        }
    }

    @Test func `a CUSUM chart finds a shift of one standard deviation within tens of values`()
        throws
    {
        let scale = try #require(Standardisation(mean: 10, standardDeviation: 2))
        for (sign, seed) in [(1.0, 1), (-1, 2)] {
            var rng = SplitMix64(seed)
            var chart = CumulativeSum(runLength: 100_000, scale: scale)
            let early = (0..<500).count { _ in chart.add(10 + 2 * rng.normal()) }
            #expect(early == 0)
            let delay = (0..<200).first { _ in chart.add(10 + 2 * (rng.normal() + sign)) }
            #expect(delay.map { $0 < 60 } == true, "\(String(describing: delay))")
        }
    }

    @Test func `values that are not finite change no detector`() throws {
        let scale = try #require(Standardisation(mean: 0, standardDeviation: 1))
        let (window, test) = (AdaptiveWindow(), PageHinkley(scale: scale))
        let chart = CumulativeSum(threshold: 5, scale: scale)
        var (w, t, c) = (window, test, chart)
        for value in [Double.nan, .infinity, -.infinity] {
            let fired = [w.add(value), t.add(value), c.add(value)]
            #expect(fired == [false, false, false])
        }
        #expect(w == window && t == test && c == chart)
        #expect(Standardisation(mean: 0, standardDeviation: 0) == nil)
        #expect(Standardisation(mean: .nan, standardDeviation: 1) == nil)
    }
}
