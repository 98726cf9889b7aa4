/// A sum of numbers that does not depend on their order: whole multiples of 2⁻⁴⁸.
///
/// What is added is rounded once, by at most 2⁻⁴⁹; sums are exact after that, and may be added and
/// taken away. A number beyond ±2⁴⁰ counts as that.
public struct ExactSum: Sendable, Hashable {
    private static let scale = 0x1p48
    private static let limit = 0x1p40

    private var units: Int128 = 0

    /// Nothing.
    public init() {}

    /// The sum of one number; NaN is 0.
    public init(_ value: Double) {
        guard !value.isNaN else { return }
        let held = min(max(value, -Self.limit), Self.limit)
        units = Int128((held * Self.scale).rounded(.toNearestOrEven))
    }

    /// Adds a number.
    public mutating func add(_ value: Double) { units += ExactSum(value).units }

    /// Adds a sum.
    public static func += (left: inout ExactSum, right: ExactSum) { left.units += right.units }

    /// Takes a sum away.
    public static func -= (left: inout ExactSum, right: ExactSum) { left.units -= right.units }

    /// The sum, rounded to the nearest number.
    public var value: Double { Double(units) / Self.scale }
}

extension ExactSum: Codable {
    /// Reads the units from their text.
    public init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let units = Int128(text) else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "\(text) is no sum")
            )
        }
        self.units = units
    }

    /// Writes the units as text: they are more than a JSON reader keeps.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode("\(units)")
    }
}
