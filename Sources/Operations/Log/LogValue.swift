/// The value of a log line's field; keeps its type in JSON.
public enum LogValue: Sendable, Hashable, ExpressibleByStringInterpolation,
    ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral, ExpressibleByBooleanLiteral
{
    /// Text.
    case string(String)
    /// A whole number.
    case int(Int64)
    /// A number; not finite ones are written as text.
    case double(Double)
    /// True or false.
    case bool(Bool)

    /// Text as a literal.
    public init(stringLiteral value: String) { self = .string(value) }
    /// A whole number as a literal.
    public init(integerLiteral value: Int64) { self = .int(value) }
    /// A number as a literal.
    public init(floatLiteral value: Double) { self = .double(value) }
    /// True or false as a literal.
    public init(booleanLiteral value: Bool) { self = .bool(value) }

    /// A whole number of any width; one beyond 64 bits signed is written as text.
    public static func int(_ value: some BinaryInteger) -> LogValue {
        Int64(exactly: value).map { .int($0) } ?? .string("\(value)")
    }
}
