import Glibc

/// What a first reading learns of a number: moments, the range, and where the bins' edges go.
struct NumberProfile: Sendable {
    /// With so many different values or fewer, each gets a bin of its own.
    static let fineBins = 64
    /// Bins that the population stability index uses.
    static let groupCount = 10

    private var distinct: [Double] = []
    private var hasManyValues = false
    private var sketch = QuantileSketch()
    private var mean = 0.0
    private var squares = 0.0

    private(set) var min = Double.infinity
    private(set) var max = -Double.infinity

    /// Adds a value; NaN and infinities say nothing of where the bins go.
    mutating func add(_ value: Double) {
        guard value.isFinite else { return }
        // −0 and 0 are one value with one text.
        let value = value == 0 ? 0 : value
        min = Swift.min(min, value)
        max = Swift.max(max, value)
        sketch.add(value)
        let delta = value - mean
        mean += delta / Double(sketch.count)
        squares += delta * (value - mean)
        if !hasManyValues { note(value) }
    }

    private mutating func note(_ value: Double) {
        var index = 0
        while index < distinct.count, distinct[index] < value { index += 1 }
        if index < distinct.count, distinct[index] == value { return }
        distinct.insert(value, at: index)
        hasManyValues = distinct.count > Self.fineBins
    }

    /// Nil when there was no finite value, or the moments overflowed.
    var summary: NumberReference.Summary? {
        guard sketch.count > 0, mean.isFinite, squares.isFinite else { return nil }
        let variance = sketch.count > 1 ? squares / Double(sketch.count - 1) : 0
        return .init(
            min: min,
            max: max,
            mean: mean,
            standardDeviation: variance.squareRoot()
        )
    }

    /// The upper ends of the bins but the last.
    var edges: [Double] {
        if !hasManyValues { return Array(distinct.dropLast()) }
        let shares = (1..<Self.fineBins).map { Double($0) / Double(Self.fineBins) }
        var edges: [Double] = []
        // An edge at the greatest value would leave the last bin empty.
        for edge in sketch.quantiles(shares) where edge > edges.last ?? -.infinity && edge < max {
            edges.append(edge)
        }
        return edges
    }

    /// Merges bins, in order, to at most `groupCount` groups of about the same number of values.
    ///
    /// A bin that holds more than a group's share makes fewer groups, not smaller ones.
    ///
    /// - Returns: of each group, the index after its last bin.
    static func groups(of counts: [Int]) -> [Int] {
        guard counts.count > groupCount else { return Array(1...counts.count) }
        let share = Double(counts.reduce(0, +)) / Double(groupCount)
        guard share > 0 else { return [counts.count] }
        var ends: [Int] = []
        var reached = 0.0
        var goal = share
        func end(at index: Int) {
            ends.append(index)
            goal = ((reached / share).rounded() + 1) * share
        }
        for (index, count) in counts.enumerated() {
            let next = reached + Double(count)
            // A group ends on the side of the bin that is nearer to its goal.
            if next > goal, goal - reached < next - goal, index > ends.last ?? 0 { end(at: index) }
            reached = next
            if reached >= goal { end(at: index + 1) }
        }
        if ends.last != counts.count {
            if ends.count == groupCount { ends.removeLast() }
            ends.append(counts.count)
        }
        return ends
    }
}
