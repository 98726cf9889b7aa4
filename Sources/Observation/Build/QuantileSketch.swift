/// The quantiles of a stream of numbers, in memory that grows with the logarithm of its length.
///
/// Buffers of `capacity` numbers, one a level: a full one is sorted and every other number moves one
/// level up, where it stands for twice as many; whether the even or the odd ones stay alternates.
/// Nothing is random, so the same stream gives the same quantiles.
///
/// The rank of a quantile is off by at most a share of `(levels / 2 + 2) / capacity` of all numbers,
/// with `levels` = log2(numbers / capacity) + 1: not at all below `capacity` numbers, 0.1 % for ten
/// million.
///
/// Source: G. S. Manku, S. Rajagopalan, B. G. Lindsay, "Approximate medians and other quantiles in
/// one pass and with limited memory", SIGMOD 1998.
public struct QuantileSketch: Sendable {
    /// Numbers of a level's buffer: even.
    public static let capacity = 8_192

    /// How many numbers there were.
    public private(set) var count = 0
    private var levels: [[Double]] = [[]]
    private var keepsOdd: [Bool] = [false]

    /// The sketch of no numbers.
    public init() {}

    /// Adds a number that is not NaN.
    ///
    /// - Complexity: O(log capacity), taken over many.
    public mutating func add(_ value: Double) {
        count += 1
        levels[0].append(value)
        var level = 0
        while levels[level].count >= Self.capacity {
            levels[level].sort()
            if level + 1 == levels.count {
                levels.append([])
                keepsOdd.append(false)
            }
            var index = keepsOdd[level] ? 1 : 0
            keepsOdd[level].toggle()
            while index < levels[level].count {
                levels[level + 1].append(levels[level][index])
                index += 2
            }
            levels[level].removeAll(keepingCapacity: true)
            level += 1
        }
    }

    /// The least numbers that at least these shares of all numbers are not above.
    ///
    /// - Parameter shares: ascending, in 0…1.
    /// - Returns: one number a share; none when there were no numbers.
    /// - Complexity: O(capacity × levels × log).
    public func quantiles(_ shares: [Double]) -> [Double] {
        var weighted: [(value: Double, weight: Int)] = []
        for (level, values) in levels.enumerated() {
            weighted += values.map { ($0, 1 << level) }
        }
        weighted.sort { $0.value < $1.value }
        guard let last = weighted.last?.value else { return [] }
        let total = Double(weighted.reduce(0) { $0 + $1.weight })
        var result: [Double] = []
        var index = 0
        var below = 0
        for share in shares {
            while index < weighted.count, Double(below + weighted[index].weight) < share * total {
                below += weighted[index].weight
                index += 1
            }
            result.append(index < weighted.count ? weighted[index].value : last)
        }
        return result
    }
}
