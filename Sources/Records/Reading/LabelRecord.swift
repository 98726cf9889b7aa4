/// What a label's value says.
public struct LabelRecord: Sendable, Hashable, BitwiseCopyable {
    /// The event's id, hashed, escapes resolved.
    public let id: TextHash
    /// When the label became known, in Unix milliseconds; nil where it does not say: the record's
    /// timestamp takes its place.
    public let timeMs: Int64?
    /// The truth: a number; 1 for `true`, 0 for `false`.
    public let label: Double
    /// What the event was worth; nil where it does not say.
    public let value: Double?
}
