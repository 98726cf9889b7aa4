/// How long after their events labels came, by bins: quantiles within 3 % of their value.
///
/// Delays below 32 ms have a bin each; above, each doubling is cut into 16. Up to 2⁴¹ ms, which is 69
/// years.
public struct DelayHistogram: Sendable, Hashable {
    /// How many bins there are.
    public static let binCount = 32 + 16 * 36

    /// The shares whose quantiles are shown: half of the labels, nine in ten, all but one in a hundred.
    public static let shownShares = [0.5, 0.9, 0.99]

    /// Delays that were added.
    public private(set) var count = 0
    /// Empty while there are none.
    private var counts: [Int] = []
    /// The sum of all, in milliseconds.
    private var total = ExactSum()

    /// No delays.
    public init() {}

    /// The bin of a delay; a label that is earlier than its event has none to speak of.
    static func bin(of delayMs: Int64) -> Int {
        guard delayMs >= 32 else { return Int(max(0, delayMs)) }
        let octave = Int64.bitWidth - 1 - delayMs.leadingZeroBitCount
        let part = Int(delayMs >> Int64(octave - 4)) & 15
        return min(binCount - 1, 32 + 16 * (octave - 5) + part)
    }

    /// The middle of a bin, in milliseconds.
    static func middle(of bin: Int) -> Double {
        guard bin >= 32 else { return Double(bin) }
        let (octave, part) = ((bin - 32) / 16 + 5, (bin - 32) % 16)
        return (Double(16 + part) + 0.5) * Double(Int64(1) << Int64(octave - 4))
    }

    /// Adds a delay; a negative one is 0.
    mutating func add(_ delayMs: Int64) {
        if counts.isEmpty { counts = [Int](repeating: 0, count: Self.binCount) }
        counts[Self.bin(of: delayMs)] += 1
        count += 1
        total.add(Double(max(0, delayMs)))
    }

    /// Adds others.
    mutating func add(_ others: DelayHistogram) {
        guard !others.counts.isEmpty else { return }
        if counts.isEmpty { counts = [Int](repeating: 0, count: Self.binCount) }
        for bin in 0..<Self.binCount { counts[bin] += others.counts[bin] }
        count += others.count
        total += others.total
    }

    /// The mean, in milliseconds; nil without delays.
    public var meanMs: Double? { count > 0 ? total.value / Double(count) : nil }

    /// The delay that a share of them does not exceed, in milliseconds: of *n* the ⌈share · *n*⌉th; nil
    /// without delays.
    ///
    /// - Complexity: O(bins).
    public func quantileMs(_ share: Double) -> Double? {
        guard count > 0 else { return nil }
        let rank = max(1, min(count, Int((share * Double(count)).rounded(.up))))
        var seen = 0
        for bin in 0..<Self.binCount {
            seen += counts[bin]
            if seen >= rank { return Self.middle(of: bin) }
        }
        return nil
    }
}

extension DelayHistogram: Codable {
    private enum Key: String, CodingKey { case bins, total }

    /// Reads pairs of bin and count.
    ///
    /// - Throws: `DecodingError` for a bin that is none, or a negative count.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        total = try container.decode(ExactSum.self, forKey: .total)
        let pairs = try container.decode([Int].self, forKey: .bins)
        guard pairs.count % 2 == 0 else { throw Self.broken(decoder) }
        for start in stride(from: 0, to: pairs.count, by: 2) {
            let (bin, number) = (pairs[start], pairs[start + 1])
            guard (0..<Self.binCount).contains(bin), (0...Int.max / 2).contains(number) else {
                throw Self.broken(decoder)
            }
            if counts.isEmpty { counts = [Int](repeating: 0, count: Self.binCount) }
            counts[bin] = number
            count = adding(count, number)
        }
    }

    /// Writes the bins that hold something.
    public func encode(to encoder: any Encoder) throws {
        let pairs = counts.indices.flatMap { counts[$0] > 0 ? [$0, counts[$0]] : [] }
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(pairs, forKey: .bins)
        try container.encode(total, forKey: .total)
    }

    private static func broken(_ decoder: any Decoder) -> DecodingError {
        .dataCorrupted(
            .init(codingPath: decoder.codingPath, debugDescription: "no histogram of delays")
        )
    }
}
