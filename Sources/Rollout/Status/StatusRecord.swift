/// What an instance says of itself and of one deployment on the `status` topic.
public struct StatusRecord: Sendable, Equatable {
    /// The time between two records of an instance to which nothing happens.
    public static let heartbeatMs: Int64 = 5_000
    /// The age from which an instance that has not said it stopped counts as gone.
    public static let aliveMs: Int64 = 15_000

    /// How events are routed by the table that serves.
    public struct Routing: Sendable, Equatable {
        /// A canary and its share in thousandths of a percent.
        public struct Canary: Sendable, Equatable {
            /// The version.
            public var version: String
            /// Thousandths of a percent; `percent` on the wire.
            public var weight: Int

            /// A canary.
            public init(version: String, weight: Int) {
                self.version = version
                self.weight = weight
            }

            /// The share as a decimal of percent, such as `0.125`.
            public var percentText: String { FixedDecimal.text(weight, places: 3) }
        }

        /// A rule and its version.
        public struct Rule: Sendable, Equatable {
            /// The rule's name.
            public var name: String
            /// The version.
            public var version: String

            /// A rule.
            public init(name: String, version: String) {
                self.name = name
                self.version = version
            }
        }

        /// The champion.
        public var champion: String
        /// The champion before.
        public var previous: String?
        /// The canaries.
        public var canaries: [Canary]
        /// The shadows; `sample` on the wire.
        public var shadows: [Shadow]
        /// The rules in order.
        public var rules: [Rule]
        /// Whether automatic commands are refused.
        public var isFrozen: Bool
        /// Whether a rollback's latch holds.
        public var isLatched: Bool
        /// Whether no events are taken.
        public var isPaused: Bool

        /// The routing of a deployment's state.
        public init(_ state: DeploymentState) {
            champion = state.champion
            previous = state.previousChampion
            canaries = state.canaries.map { Canary(version: $0.version, weight: $0.weight) }
            shadows = state.shadows
            rules = state.rules.map { Rule(name: $0.name, version: $0.version) }
            isFrozen = state.isFrozen
            isLatched = state.latchedAt != nil
            isPaused = state.isPaused
        }

        /// A routing.
        public init(
            champion: String,
            previous: String? = nil,
            canaries: [Canary] = [],
            shadows: [Shadow] = [],
            rules: [Rule] = [],
            isFrozen: Bool = false,
            isLatched: Bool = false,
            isPaused: Bool = false
        ) {
            self.champion = champion
            self.previous = previous
            self.canaries = canaries
            self.shadows = shadows
            self.rules = rules
            self.isFrozen = isFrozen
            self.isLatched = isLatched
            self.isPaused = isPaused
        }
    }

    /// A version of the deployment and how far the instance has got with it.
    public struct Version: Sendable, Equatable {
        /// How far.
        public enum State: String, Sendable, Equatable, CaseIterable {
            /// It is being read, verified or warmed up.
            case loading
            /// It can be routed to.
            case routable
            /// It cannot; `reason` says why.
            case failed
        }

        /// What was checked of its golden rows when it was loaded.
        public struct Golden: Sendable, Hashable {
            /// How many were predicted as they say; 0: the version comes without.
            public var rows: Int64
            /// How far a prediction was allowed to be, such as `4 ulp of float64`; nil without rows.
            public var tolerance: String?

            /// What was checked.
            public init(rows: Int64, tolerance: String?) {
                self.rows = rows
                self.tolerance = tolerance
            }
        }

        /// The version.
        public var version: String
        /// The model file's `sha256:…`, where it is known.
        public var digest: String?
        /// How far the instance has got.
        public var state: State
        /// Why it failed.
        public var reason: String?
        /// Its golden rows; nil while it is not routable, and of releases that do not say.
        public var golden: Golden?

        /// A version.
        public init(
            version: String,
            digest: String? = nil,
            state: State,
            reason: String? = nil,
            golden: Golden? = nil
        ) {
            self.version = version
            self.digest = digest
            self.state = state
            self.reason = reason
            self.golden = golden
        }
    }

    /// A version's circuit breaker.
    public struct Breaker: Sendable, Equatable {
        /// The version.
        public var version: String
        /// `closed`, `half_open` or `open`.
        public var state: String

        /// A breaker.
        public init(version: String, state: String) {
            self.version = version
            self.state = state
        }
    }

    /// The newest command that the instance answered.
    public struct Answer: Sendable, Equatable {
        /// The command's id, where it was readable.
        public var id: String?
        /// Its offset.
        public var offset: Int64
        /// Whether it was accepted.
        public var accepted: Bool
        /// Whether it was ignored: a repeat, or fulfilled already.
        public var ignored: Bool
        /// Why it was not accepted.
        public var reason: String?

        /// An answer.
        public init(
            id: String?,
            offset: Int64,
            accepted: Bool,
            ignored: Bool = false,
            reason: String? = nil
        ) {
            self.id = id
            self.offset = offset
            self.accepted = accepted
            self.ignored = ignored
            self.reason = reason
        }

        /// The answer that an outcome is.
        public init(_ outcome: Outcome) {
            self.init(id: outcome.id, offset: outcome.offset, accepted: false)
            switch outcome.verdict {
            case .accepted: accepted = true
            case .ignored(let reason):
                ignored = true
                self.reason = reason
            case .rejected(let reason): self.reason = reason
            }
        }
    }

    /// When it was written, by the instance's clock, in Unix milliseconds.
    public var tsMs: Int64
    /// The deployment; empty for an answer to a record that names none.
    public var deployment: String
    /// The instance.
    public var instance: String
    /// The revision of the table that the instance serves by; 0: by none.
    public var revision: Int64
    /// The offset of the newest control record it has folded; -1: none.
    public var offset: Int64
    /// `ControlState.digest` after that record.
    public var digest: String
    /// Whether it serves as the log says.
    public var isReady: Bool
    /// Why it does not.
    public var reasons: [String]
    /// Whether it stopped in an orderly way; its last word.
    public var isStopped: Bool
    /// How it routes; nil while it serves by no table.
    public var routing: Routing?
    /// The versions it holds or tries to.
    public var versions: [Version]
    /// The breakers of the versions it serves.
    public var breakers: [Breaker]
    /// The newest command it answered for this deployment.
    public var last: Answer?

    /// A record.
    public init(
        tsMs: Int64,
        deployment: String,
        instance: String,
        revision: Int64,
        offset: Int64,
        digest: String,
        isReady: Bool,
        reasons: [String] = [],
        isStopped: Bool = false,
        routing: Routing? = nil,
        versions: [Version] = [],
        breakers: [Breaker] = [],
        last: Answer? = nil
    ) {
        self.tsMs = tsMs
        self.deployment = deployment
        self.instance = instance
        self.revision = revision
        self.offset = offset
        self.digest = digest
        self.isReady = isReady
        self.reasons = reasons
        self.isStopped = isStopped
        self.routing = routing
        self.versions = versions
        self.breakers = breakers
        self.last = last
    }

    /// The record's key: `DEPLOYMENT/INSTANCE`.
    public var key: String { "\(deployment)/\(instance)" }

    /// Whether the instance is alive at a time: its word is young and was not its last.
    public func isAlive(atMs nowMs: Int64) -> Bool {
        !isStopped && nowMs - tsMs < Self.aliveMs
    }
}
