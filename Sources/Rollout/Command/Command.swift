/// One command of the control log: who wants what of which deployment, and why.
///
/// A value made by code is not checked; `CommandReader` checks what is read.
public struct Command: Sendable, Equatable {
    /// What is wanted.
    public enum Kind: Sendable, Equatable {
        /// Declares a deployment, or changes what may change of a known one.
        case deploy(Declaration)
        /// Holds a version ready without serving it.
        case load(version: String)
        /// Lets go of a version held by `load`.
        case unload(version: String)
        /// Makes a version the champion.
        case promote(version: String)
        /// Makes the previous champion, or the named version, the champion; latched.
        case rollback(version: String?)
        /// Ends the latch of a rollback.
        case release
        /// Gives a version a share, in thousandths of a percent: 0 to 100,000. Nil sticky or salt:
        /// what the live canaries have, or the default.
        case canary(version: String, weight: Int, sticky: Sticky?, salt: String?)
        /// Scores a version beside the champion; sample in millionths: 0 to 1,000,000.
        case shadow(version: String, sample: Int)
        /// Ends a shadow.
        case unshadow(version: String)
        /// Routes what has a value in a header or field to a version.
        case rule(Rule)
        /// Ends a rule.
        case unrule(name: String)
        /// Refuses automatic commands.
        case freeze
        /// Ends `freeze`.
        case unfreeze
        /// Stops taking events.
        case pause
        /// Ends `pause`.
        case resume
    }

    /// The command's own id; a repeat of it is ignored.
    public var id: String
    /// When the issuer wrote it, by its own clock, in Unix milliseconds.
    ///
    /// Decides nothing.
    public var timeMs: Int64?
    /// The deployment's name.
    public var deployment: String
    /// What is wanted.
    public var kind: Kind
    /// Who wants it, such as `operator@host`.
    public var issuer: String
    /// Whether the command calls itself automatic; see `isAutomatic`.
    public var isDeclaredAutomatic: Bool
    /// Why.
    public var reason: String
    /// The revision the deployment must have for the command to be accepted; 0: not yet known.
    public var expects: Int64?
    /// The last record time, in Unix milliseconds, at which it may be accepted.
    public var expiresMs: Int64?
    /// How a program came to it: an object that decides nothing, for whoever reads the history.
    public var evidence: JSONValue?

    /// A command.
    public init(
        id: String,
        timeMs: Int64? = nil,
        deployment: String,
        kind: Kind,
        issuer: String,
        isAutomatic: Bool = false,
        reason: String = "",
        expects: Int64? = nil,
        expiresMs: Int64? = nil,
        evidence: JSONValue? = nil
    ) {
        self.id = id
        self.timeMs = timeMs
        self.deployment = deployment
        self.kind = kind
        self.issuer = issuer
        self.isDeclaredAutomatic = isAutomatic
        self.reason = reason
        self.expects = expects
        self.expiresMs = expiresMs
        self.evidence = evidence
    }

    /// Whether no person issued it: it says so, or its issuer begins with `monitor@`.
    public var isAutomatic: Bool {
        isDeclaredAutomatic || issuer.utf8.starts(with: "monitor@".utf8)
    }

    /// The kind's name on the wire.
    public var name: String { kind.name }

    /// Every kind's name on the wire, in the order of the documentation.
    public static let kinds: [String] = CommandShape.all.map(\.kind)
}

extension Command.Kind {
    /// The name on the wire.
    public var name: String {
        switch self {
        case .deploy: "deploy"
        case .load: "load"
        case .unload: "unload"
        case .promote: "promote"
        case .rollback: "rollback"
        case .release: "release"
        case .canary: "canary"
        case .shadow: "shadow"
        case .unshadow: "unshadow"
        case .rule: "rule"
        case .unrule: "unrule"
        case .freeze: "freeze"
        case .unfreeze: "unfreeze"
        case .pause: "pause"
        case .resume: "resume"
        }
    }
}
