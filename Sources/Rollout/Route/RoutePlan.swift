/// How a deployment's events are routed at one revision.
///
/// Rules in order, then the canaries' buckets, then the champion. Immutable.
public struct RoutePlan: Sendable, Equatable {
    /// A rule with its version's index.
    public struct RulePlan: Sendable, Equatable {
        /// Where the value is looked for.
        public enum Source: Sendable, Equatable {
            /// The header of this name.
            case header(String)
            /// The capture of this index.
            case capture(Int)
        }

        /// The rule's name.
        public let name: String
        /// Where the value is looked for.
        public let source: Source
        /// The bytes, any of which matches.
        public let values: [[UInt8]]
        /// Index into the plan's versions.
        public let target: Int

        /// A rule.
        public init(name: String, source: Source, values: [[UInt8]], target: Int) {
            self.name = name
            self.source = source
            self.values = values
            self.target = target
        }
    }

    /// A shadow with its version's index.
    public struct ShadowPlan: Sendable, Equatable {
        /// Index into the plan's versions.
        public let version: Int
        /// The share of keys that is scored: those whose `salt.millionth` is below.
        public let sampleMillionths: Int32
        /// The hash of the record's key: of salt `shadow/DEPLOYMENT/VERSION`.
        public let salt: BucketSalt

        /// A shadow.
        public init(version: Int, sampleMillionths: Int32, salt: BucketSalt) {
            self.version = version
            self.sampleMillionths = sampleMillionths
            self.salt = salt
        }
    }

    /// What stands in for a served version that fails.
    public enum FallbackPlan: Sendable, Equatable {
        /// A version: index into the plan's versions.
        case version(Int)
        /// A prediction.
        case constant(Double)
    }

    /// The deployment's revision.
    public let revision: Int64
    /// The versions that are named by index, each once; the champion is among them.
    public let versions: [String]
    /// The champion's index.
    public let champion: Int
    /// The rules; the first that matches decides.
    public let rules: [RulePlan]
    /// The canaries' buckets; nil without canaries.
    public let canary: CanaryPlan?
    /// The JSON pointers whose values the decoder must note, each once.
    public let captures: [String]
    /// What is scored beside the champion.
    public let shadows: [ShadowPlan]
    /// The chain: previous champion, then what is declared, each version once.
    public let fallback: [FallbackPlan]

    /// A plan; a deployment's own comes from `DeploymentState.routePlan()`.
    public init(
        revision: Int64,
        versions: [String],
        champion: Int = 0,
        rules: [RulePlan] = [],
        canary: CanaryPlan? = nil,
        captures: [String] = [],
        shadows: [ShadowPlan] = [],
        fallback: [FallbackPlan] = []
    ) {
        self.revision = revision
        self.versions = versions
        self.champion = champion
        self.rules = rules
        self.canary = canary
        self.captures = captures
        self.shadows = shadows
        self.fallback = fallback
    }
}
