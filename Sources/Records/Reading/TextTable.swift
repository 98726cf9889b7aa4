/// Texts that come again and again, such as versions and routes, each by a small number.
///
/// Bounded: a stream of ever new texts fills it, and is told so. Thread safety: one thread at a time.
public struct TextTable: ~Copyable, Sendable {
    /// The bytes of the longest text that is kept.
    public static let maxBytes = 1_024

    /// How many texts it keeps at most.
    public let maxTexts: Int
    private var numbers: [TextHash: Int] = [:]
    private var texts: [String] = []
    private var scratch = [UInt8](repeating: 0, count: TextTable.maxBytes)

    /// An empty table.
    ///
    /// - Parameter maxTexts: 1 or more.
    public init(maxTexts: Int = 4_096) {
        precondition(maxTexts > 0, "1 or more")
        self.maxTexts = maxTexts
    }

    /// How many texts it holds.
    public var count: Int { texts.count }

    /// The text of a number that ``number(of:in:)`` gave.
    public func text(_ number: Int) -> String { texts[number] }

    /// A text's number: 0, 1, … in the order of first coming.
    ///
    /// - Parameters:
    ///   - value: a text that was captured.
    ///   - payload: what it was captured from.
    /// - Returns: nil where there is no value, it is longer than ``maxBytes``, or it is new and the table
    ///   is full.
    /// - Complexity: O(bytes). Allocates nothing for a text that is known.
    public mutating func number(of value: CapturedValue, in payload: RawSpan) -> Int? {
        guard let hash = value.hash(in: payload, scratch: &scratch) else { return nil }
        if let known = numbers[hash] { return known }
        guard texts.count < maxTexts, let text = value.text(in: payload) else { return nil }
        numbers[hash] = texts.count
        texts.append(text)
        return texts.count - 1
    }
}
