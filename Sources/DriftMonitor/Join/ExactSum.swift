/// A sum of numbers that does not depend on their order.
///
/// Numbers from 2⁻⁸⁰ to 2¹²⁰ are taken as they are, smaller ones are rounded to a multiple of 2⁻¹³², and
/// one beyond ±2¹²⁰ counts as that. Sums are exact, and may be added and taken away: of 2³⁴ numbers at
/// least.
///
/// Each number goes to one of five whole numbers, by its size: their units are 40 powers of two apart, so
/// that a number's 53 bits and the sum's carries have room in 128.
public struct ExactSum: Sendable, Hashable {
    private static let limit = 0x1p120

    /// In units of 2⁻¹³², 2⁻⁹², 2⁻⁵², 2⁻¹², 2²⁸.
    private var tiny: Int128 = 0
    private var low: Int128 = 0
    private var middle: Int128 = 0
    private var high: Int128 = 0
    private var huge: Int128 = 0

    /// Nothing.
    public init() {}

    /// The sum of one number; NaN is 0.
    public init(_ value: Double) { add(value) }

    /// Adds a number; NaN is 0.
    public mutating func add(_ value: Double) {
        guard value.magnitude <= Self.limit else {
            if !value.isNaN { add(value < 0 ? -Self.limit : Self.limit) }
            return
        }
        let exponent = Int(truncatingIfNeeded: value.bitPattern >> 52 & 0x7FF) &- 1_023
        let fraction = value.bitPattern & (1 << 52 &- 1) | 1 << 52
        let digits = Int128(truncatingIfNeeded: fraction)
        let signed = value.sign == .minus ? 0 &- digits : digits
        // Each unit is that of the last digit of the smallest number of its range.
        switch exponent {
        case ..<(-80): tiny += Self.rounded(signed, by: -80 - exponent)
        case ..<(-40): tiny += signed << Int128(exponent + 80)
        case ..<0: low += signed << Int128(exponent + 40)
        case ..<40: middle += signed << Int128(exponent)
        case ..<80: high += signed << Int128(exponent - 40)
        default: huge += signed << Int128(exponent - 80)
        }
    }

    /// Digits less their last places, to the nearest.
    private static func rounded(_ digits: Int128, by places: Int) -> Int128 {
        guard places <= 53 else { return 0 }
        let half = Int128(1) << Int128(places - 1)
        return digits < 0
            ? -((-digits + half) >> Int128(places)) : (digits + half) >> Int128(places)
    }

    /// Adds a sum.
    public static func += (left: inout ExactSum, right: ExactSum) {
        left.tiny += right.tiny
        left.low += right.low
        left.middle += right.middle
        left.high += right.high
        left.huge += right.huge
    }

    /// Takes a sum away.
    public static func -= (left: inout ExactSum, right: ExactSum) {
        left.tiny -= right.tiny
        left.low -= right.low
        left.middle -= right.middle
        left.high -= right.high
        left.huge -= right.huge
    }

    /// The sum as a number: within one unit of its last place, parts that cancel included.
    public var value: Double {
        var sum = CompensatedSum()
        sum.add(huge, unit: 0x1p28)
        sum.add(high, unit: 0x1p-12)
        sum.add(middle, unit: 0x1p-52)
        sum.add(low, unit: 0x1p-92)
        sum.add(tiny, unit: 0x1p-132)
        return sum.value
    }
}

/// A sum of doubles with what was rounded off.
///
/// - Source: A. Neumaier, "Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen" (1974).
private struct CompensatedSum {
    private var sum = 0.0
    private var lost = 0.0

    mutating func add(_ whole: Int128, unit: Double) {
        let upper = Double(whole)
        add(upper * unit)
        add(Double(whole - Int128(upper)) * unit)
    }

    private mutating func add(_ term: Double) {
        let total = sum + term
        lost += sum.magnitude >= term.magnitude ? (sum - total) + term : (term - total) + sum
        sum = total
    }

    var value: Double { sum + lost }
}

extension ExactSum: Codable {
    /// Reads the five whole numbers from their text.
    public init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        let parts = text.split(separator: " ", omittingEmptySubsequences: false)
            .compactMap { Int128($0) }.filter { $0.magnitude < 1 << 126 }
        guard parts.count == 5, text.split(separator: " ").count == 5 else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "\(text) is no sum")
            )
        }
        (tiny, low, middle, high, huge) = (parts[0], parts[1], parts[2], parts[3], parts[4])
    }

    /// Writes the five as text: they are more than a JSON reader keeps.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode("\(tiny) \(low) \(middle) \(high) \(huge)")
    }
}
