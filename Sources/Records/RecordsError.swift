/// Why a description of records cannot be used: a pointer or a layout that makes no sense.
///
/// Thrown at start-up only. What is wrong with one event is a ``DecodeFailure``.
public struct RecordsError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong: `pointer 'features'`, `column 'carrier'`.
    public let subject: String
    /// What is wrong with it, and what would be right.
    public let problem: String

    /// Creates an error that names its subject and its problem.
    public init(subject: String, problem: String) {
        self.subject = subject
        self.problem = problem
    }

    /// Subject and problem on one line.
    public var description: String { "\(subject): \(problem)" }
}
