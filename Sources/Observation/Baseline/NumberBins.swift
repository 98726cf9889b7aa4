/// The frozen bins of a number: fine ones for distances between distributions, and a few merged
/// ones for the population stability index.
///
/// Bin `i` holds what is above `edges[i - 1]` and at most `edges[i]`; the first one reaches down to
/// −∞, the last one up to +∞. So the counts up to bin `i` are the number of values ≤ `edges[i]`,
/// which is what the empirical distribution function needs, and infinities have a place.
public struct NumberBins: Sendable, Hashable {
    /// Bins that a baseline may have at most.
    public static let maxBins = 256

    /// The upper ends of all bins but the last, ascending and finite.
    public let edges: [Double]
    /// Of each bin: the mean of the baseline's values in it, or its middle where it had none.
    public let centres: [Double]
    /// The merged bins: of each, the index after its last fine bin; ascending, the last is `count`.
    public let groups: [Int]

    /// Checks and keeps bins.
    ///
    /// - Throws: `ObservationError` when edges are not ascending and finite, there are more than
    ///   ``maxBins`` bins, centres are not one finite, ascending number a bin, or the groups do not
    ///   end one after the other at the last bin.
    public init(edges: [Double], centres: [Double], groups: [Int]) throws(ObservationError) {
        let count = edges.count + 1
        guard count <= Self.maxBins else {
            throw ObservationError("edges", "make \(count) bins; at most \(Self.maxBins) are read")
        }
        guard edges.allSatisfy(\.isFinite), zip(edges, edges.dropFirst()).allSatisfy({ $0 < $1 })
        else { throw ObservationError("edges", "must be finite and ascending") }
        guard centres.count == count, centres.allSatisfy(\.isFinite),
            zip(centres, centres.dropFirst()).allSatisfy({ $0 <= $1 })
        else {
            throw ObservationError("centres", "must be \(count) finite numbers, none descending")
        }
        guard groups.last == count, (groups.first ?? 0) > 0,
            zip(groups, groups.dropFirst()).allSatisfy({ $0 < $1 })
        else { throw ObservationError("groups", "must ascend from above 0 to \(count)") }
        self.edges = edges
        self.centres = centres
        self.groups = groups
    }

    /// The number of fine bins.
    public var count: Int { edges.count + 1 }

    /// The bin of a value that is not NaN.
    ///
    /// - Complexity: O(log bins).
    public func index(of value: Double) -> Int {
        var low = 0
        var size = edges.count
        while size > 0 {
            let half = size / 2
            if edges[low + half] < value {
                low += half + 1
                size -= half + 1
            } else {
                size = half
            }
        }
        return low
    }

    /// Adds up the counts of fine bins to those of the merged ones.
    ///
    /// - Precondition: one count a bin.
    public func merged(_ counts: ArraySlice<Int>) -> [Int] {
        precondition(counts.count == count, "one count a bin")
        var start = counts.startIndex
        return groups.map { end in
            defer { start = counts.startIndex + end }
            return counts[start..<counts.startIndex + end].reduce(0, +)
        }
    }
}
