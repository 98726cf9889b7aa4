/// Why a record of the control topic is no command; what could be read of it all the same.
public struct CommandError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The command's id, where it is readable.
    public let id: String?
    /// The deployment it names; where its value is unreadable, the one that the record's key names.
    public let deployment: String?
    /// The kind it names, known or not, where it is readable.
    public let kind: String?
    /// What is wrong, naming the member, and what would be right.
    public let reason: String

    /// An error with what could be read.
    public init(id: String?, deployment: String?, kind: String?, reason: String) {
        self.id = id
        self.deployment = deployment
        self.kind = kind
        self.reason = reason
    }

    /// The reason.
    public var description: String { reason }
}
