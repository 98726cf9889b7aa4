import Foundation
import Testing

@testable import Observation

@Suite struct BinningTests {
    @Test func `a value at an edge is in the bin that ends there, infinities at the ends`() throws {
        let bins = try NumberBins(edges: [0, 1, 2.5], centres: [0, 1, 2, 3], groups: [2, 4])
        let expected: [(Double, Int)] = [
            (-.infinity, 0), (-1, 0), (0, 0), (-0.0, 0), (0.5, 1), (1, 1), (1.1, 2), (2.5, 2),
            (2.6, 3), (.infinity, 3),
        ]
        for (value, bin) in expected { #expect(bins.index(of: value) == bin, "\(value)") }
        #expect(bins.merged([1, 2, 3, 4][...]) == [3, 7])
        let one = try NumberBins(edges: [], centres: [0], groups: [1])
        #expect(one.index(of: 5) == 0)
    }

    @Test func `bins that are not in order are refused`() {
        #expect(throws: ObservationError.self) {
            try NumberBins(edges: [1, 1], centres: [0, 1, 2], groups: [3])
        }
        #expect(throws: ObservationError.self) {
            try NumberBins(edges: [.nan], centres: [0, 1], groups: [2])
        }
        #expect(throws: ObservationError.self) {
            try NumberBins(edges: [1], centres: [0], groups: [2])
        }
        #expect(throws: ObservationError.self) {
            try NumberBins(edges: [1], centres: [0, 2], groups: [0, 2])
        }
        #expect(throws: ObservationError.self) {
            try NumberBins(edges: [1], centres: [0, 2], groups: [])
        }
    }

    @Test func `merged groups hold about a tenth each, a heavy bin makes fewer of them`() {
        let even = NumberProfile.groups(of: Array(repeating: 10, count: 64))
        #expect(even.count == 10 && even.last == 64)
        let sizes = zip(even, [0] + even).map { $0 - $1 }
        #expect(sizes.allSatisfy { (6...7).contains($0) }, "\(sizes)")
        let heavy = NumberProfile.groups(of: [900] + Array(repeating: 2, count: 50))
        #expect(heavy == [1, 51])
        #expect(NumberProfile.groups(of: [1, 2, 3]) == [1, 2, 3])
        #expect(NumberProfile.groups(of: Array(repeating: 0, count: 20)) == [20])
        var rng = SplitMix64(1)
        for _ in 0..<2_000 {
            let counts = (0..<(11 + rng.below(54))).map { _ in rng.below(1 + rng.below(1_000)) }
            let groups = NumberProfile.groups(of: counts)
            #expect(groups.last == counts.count && groups.count <= 10, "\(counts)")
            #expect(zip(groups, groups.dropFirst()).allSatisfy { $0 < $1 }, "\(counts)")
        }
    }

    @Test func `quantiles are exact for few numbers and within the stated rank for many`() {
        for (count, seed) in [(1, 1), (8_191, 2), (8_192, 3), (100_000, 4), (400_000, 5)] {
            var rng = SplitMix64(seed)
            var sketch = QuantileSketch()
            var values: [Double] = []
            for place in 0..<count {
                // Sorted input is the worst one for many sketches.
                let value = seed % 2 == 0 ? Double(place) : rng.normal()
                values.append(value)
                sketch.add(value)
            }
            values.sort()
            let shares = (1..<64).map { Double($0) / 64 }
            let capacity = Double(QuantileSketch.capacity)
            let levels = log2(Double(count) / capacity).rounded(.up) + 1
            let bound = Double(count) < capacity ? 0 : (levels / 2 + 2) / capacity
            for (share, value) in zip(shares, sketch.quantiles(shares)) {
                let below = values.partitioningIndex { $0 >= value }
                let upTo = values.partitioningIndex { $0 > value }
                let (low, high) = (Double(below) / Double(count), Double(upTo) / Double(count))
                #expect(low - bound <= share && share <= high + bound, "\(count), \(share)")
            }
        }
        #expect(QuantileSketch().quantiles([0.5]).isEmpty)
    }
}

extension [Double] {
    /// The first index at which a predicate that is false, then true, is true.
    func partitioningIndex(_ isAfter: (Double) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if isAfter(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
