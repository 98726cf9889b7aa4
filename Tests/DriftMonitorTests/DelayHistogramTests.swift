import Foundation
import Testing

@testable import DriftMonitor

@Suite
struct DelayHistogramTests {
    private func delays(_ seed: Int) -> [Int64] {
        var rng = SplitMix64(seed)
        return (0..<1 + rng.below(400)).map { _ in
            Int64(1) << Int64(rng.below(38)) + Int64(rng.below(1_000)) - Int64(rng.below(40))
        }
    }

    @Test(arguments: 0..<20)
    func `a quantile is within 3.2 % of the delay of that rank`(seed: Int) throws {
        let delays = delays(seed)
        var histogram = DelayHistogram()
        for delay in delays { histogram.add(delay) }
        let sorted = delays.map { max(0, $0) }.sorted()
        for share in [0, 0.01, 0.25, 0.5, 0.9, 0.99, 1] {
            let rank = max(1, Int((share * Double(sorted.count)).rounded(.up)))
            let exact = Double(sorted[rank - 1])
            let ours = try #require(histogram.quantileMs(share))
            #expect(
                abs(ours - exact) <= exact / 31,
                "seed \(seed), \(share): \(ours), not \(exact)"
            )
        }
        let mean = Double(sorted.reduce(0, +)) / Double(sorted.count)
        #expect(abs(try #require(histogram.meanMs) - mean) <= 1e-9 * mean)
    }

    @Test(arguments: 0..<10)
    func `any order, any split and a snapshot give the same`(seed: Int) throws {
        var whole = DelayHistogram()
        var parts = [DelayHistogram](repeating: DelayHistogram(), count: 3)
        for (place, delay) in delays(seed).enumerated() {
            whole.add(delay)
            parts[place % 3].add(delay)
        }
        var merged = DelayHistogram()
        for part in parts.reversed() {
            merged.add(
                try JSONDecoder().decode(DelayHistogram.self, from: JSONEncoder().encode(part))
            )
        }
        #expect(merged == whole && merged.count == delays(seed).count)
    }

    @Test func `bins follow each other without a gap up to 69 years`() {
        for octave in 0..<41 {
            for delay in [Int64(1) << Int64(octave), (Int64(1) << Int64(octave)) - 1] {
                let step = DelayHistogram.bin(of: delay + 1) - DelayHistogram.bin(of: delay)
                #expect(step == 0 || step == 1)
            }
        }
        #expect(DelayHistogram.bin(of: .max) == DelayHistogram.binCount - 1)
        #expect(DelayHistogram.bin(of: -5) == 0)
        #expect(DelayHistogram().quantileMs(0.5) == nil && DelayHistogram().meanMs == nil)
    }

    @Test func `a broken snapshot is refused`() {
        for text in [
            #"{"bins":[1],"total":"0 0 0 0 0"}"#, #"{"bins":[-1,3],"total":"0 0 0 0 0"}"#,
            #"{"bins":[99999,3],"total":"0 0 0 0 0"}"#, #"{"bins":[3,-1],"total":"0 0 0 0 0"}"#,
        ] {
            #expect(throws: DecodingError.self) {
                try JSONDecoder().decode(DelayHistogram.self, from: Data(text.utf8))
            }
        }
    }
}
