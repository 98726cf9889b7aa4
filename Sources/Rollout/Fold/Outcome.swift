/// What the fold decided on one record.
public struct Outcome: Sendable {
    /// The decision.
    public enum Verdict: Sendable, Equatable {
        /// The deployment changed; its revision grew by one.
        case accepted
        /// Nothing was to be done, and why: a repeat, or a wish that is fulfilled already.
        case ignored(String)
        /// The command does not hold, and why.
        case rejected(String)
    }

    /// The record's offset.
    public var offset: Int64
    /// The record's time, in Unix milliseconds.
    public var timeMs: Int64
    /// The command's id, where it is readable.
    public var id: String?
    /// The deployment it names, where that is readable.
    public var deployment: String?
    /// The kind it names, known or not, where it is readable.
    public var kind: String?
    /// Who issued it; nil for a record that is no command.
    public var issuer: String?
    /// The decision.
    public var verdict: Verdict
    /// The deployment's revision afterwards, nil where there is no such deployment.
    public var revision: Int64?
    /// The command, nil for a record that is none.
    public var command: Command?

    /// An outcome.
    public init(
        offset: Int64,
        timeMs: Int64,
        id: String? = nil,
        deployment: String? = nil,
        kind: String? = nil,
        issuer: String? = nil,
        verdict: Verdict,
        revision: Int64? = nil,
        command: Command? = nil
    ) {
        self.offset = offset
        self.timeMs = timeMs
        self.id = id
        self.deployment = deployment
        self.kind = kind
        self.issuer = issuer
        self.verdict = verdict
        self.revision = revision
        self.command = command
    }
}
