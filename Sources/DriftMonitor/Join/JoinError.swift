/// Why a join, or windows of quality, cannot go on from what was kept.
public struct JoinError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong: `the join's state`.
    public let subject: String
    /// What is wrong with it, and what to do.
    public let problem: String

    init(subject: String, problem: String) {
        self.subject = subject
        self.problem = problem
    }

    /// Subject and problem on one line.
    public var description: String { "\(subject): \(problem)" }
}
