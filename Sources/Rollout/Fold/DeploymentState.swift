/// What the control log says of one deployment.
///
/// Made and changed by `ControlState.apply` alone. Bounded by `CommandLimits`: at most 16
/// champions, canaries, shadows and loaded versions, 64 rules and 100,000 runs of buckets.
public struct DeploymentState: Sendable, Equatable {
    /// The deployment's name.
    public let name: String
    /// What it was declared to be; `version` is the champion at the last declaration.
    public internal(set) var declaration: Declaration
    /// How many of its commands were accepted.
    public internal(set) var revision: Int64 = 1
    /// The champions, the present one last; never empty, no neighbours equal.
    public internal(set) var champions: [String]
    /// The versions that have a share, in the order in which they got their first.
    public internal(set) var canaries: [Canary] = []
    /// What decides an event's bucket; `key` while there is no canary.
    public internal(set) var sticky = Sticky.key
    /// What is hashed before it; empty while there is no canary.
    public internal(set) var salt = ""
    /// The versions that are scored beside the champion.
    public internal(set) var shadows: [Shadow] = []
    /// The rules, the first that matches decides.
    public internal(set) var rules: [Rule] = []
    /// The versions that are held by `load`, the newest last.
    public internal(set) var loaded: [String] = []
    /// Whether automatic commands are refused.
    public internal(set) var isFrozen = false
    /// The revision of the rollback whose latch holds; nil: none does.
    public internal(set) var latchedAt: Int64?
    /// Whether no events are taken.
    public internal(set) var isPaused = false

    init(name: String, declaration: Declaration) {
        self.name = name
        self.declaration = declaration
        champions = [declaration.version]
    }

    /// The version that serves what no rule and no canary takes.
    public var champion: String { champions.last ?? declaration.version }

    /// The champion before, nil where there is none.
    public var previousChampion: String? { champions.dropLast().last }

    /// The versions that events can be routed to: champion, canaries, rules; each once.
    public var routedVersions: [String] {
        Self.once([champion] + canaries.map(\.version) + rules.map(\.version))
    }

    /// The versions that must be at hand: those routed to, the previous champion, shadows, the
    /// fallback chain and what is loaded; each once.
    public var versionsInUse: [String] {
        Self.once(routedVersions + unroutedInUse + loaded)
    }

    /// What is in use, is not routed to and cannot be unloaded.
    var unroutedInUse: [String] {
        [previousChampion].compactMap { $0 } + shadows.map(\.version) + declaration.fallbackVersions
    }

    private static func once(_ versions: [String]) -> [String] {
        var seen: Set<String> = []
        return versions.filter { seen.insert($0).inserted }
    }

    /// Whether a field of the event can be asked for.
    var hasFields: Bool { declaration.input.format == .json }
}
