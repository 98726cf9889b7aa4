/// Why a text is no policy.
public struct PolicyError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Where, such as `stages[1].percent`; empty for the policy itself.
    public let path: String
    /// What is wrong, and what would be right.
    public let reason: String

    /// An error at a place.
    public init(path: String, reason: String) {
        self.path = path
        self.reason = reason
    }

    /// Place and reason.
    public var description: String { path.isEmpty ? reason : "\(path): \(reason)" }
}
