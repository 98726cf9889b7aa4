/// What the machine refused, in one sentence with the remedy where there is one.
public struct OperationsError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The thing concerned: `127.0.0.1:8080`, a file, a thread's name.
    public let subject: String
    /// What is wrong and what to do about it.
    public let problem: String

    /// Makes an error about a thing.
    public init(_ subject: String, _ problem: String) {
        self.subject = subject
        self.problem = problem
    }

    /// `SUBJECT: PROBLEM`.
    public var description: String { "\(subject): \(problem)" }
}
