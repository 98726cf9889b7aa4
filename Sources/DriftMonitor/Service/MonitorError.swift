/// Why the monitor cannot start or had to stop.
public struct MonitorError: Error, Sendable, CustomStringConvertible {
    /// What kind of failure it is: decides the exit status.
    public enum Kind: Sendable {
        /// The configuration or a topic cannot be used as it is.
        case configuration
        /// The broker cannot be reached in time.
        case unreachable
        /// What was asked for failed while it ran.
        case failed
        /// What failed is begun again from what was kept.
        case interrupted
    }

    /// What kind of failure it is.
    public let kind: Kind
    /// What went wrong and what mends it, in words.
    public let description: String

    /// - Parameters:
    ///   - kind: decides the exit status.
    ///   - description: what went wrong, naming the offending thing and the remedy.
    public init(_ kind: Kind, _ description: String) {
        self.kind = kind
        self.description = description
    }
}
