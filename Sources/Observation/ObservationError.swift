/// A baseline, counter or setting that cannot be used: which thing, and what is wrong with it.
public struct ObservationError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The thing: `features[3] 'temp': edges`, `digest`.
    public let subject: String
    /// What is wrong with it and, where it is not plain, what to do.
    public let problem: String

    /// Names a thing and what is wrong with it.
    public init(_ subject: String, _ problem: String) {
        self.subject = subject
        self.problem = problem
    }

    /// Both on one line.
    public var description: String { "\(subject): \(problem)" }
}
