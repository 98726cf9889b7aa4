public import Observation

/// A version as its predictions are watched: those that were served, or those of its shadow.
public struct WatchedVersion: Sendable, Hashable, Codable {
    /// The version.
    public let version: String
    /// Whether it answers nobody.
    public let isShadow: Bool

    /// A version that serves or is a shadow.
    public init(version: String, isShadow: Bool) {
        self.version = version
        self.isShadow = isShadow
    }
}

extension WatchedVersion: Comparable {
    /// By version in the order of bytes; what is served before the shadow.
    public static func < (left: WatchedVersion, right: WatchedVersion) -> Bool {
        if left.version != right.version {
            return left.version.utf8.lexicographicallyPrecedes(right.version.utf8)
        }
        return !left.isShadow && right.isShadow
    }
}

/// What came in, whichever version answered.
public struct IntakeCounts: Sendable, Hashable, Codable {
    /// Events that were routed to a version that serves.
    public internal(set) var rows = 0
    /// Of them: those that their version does not take.
    public internal(set) var refused = 0
    /// Events that could not be decoded.
    public internal(set) var undecodable = 0
    /// Events that came too late for their pane.
    public internal(set) var late = 0
    /// Events whose time is so far ahead that it was not believed.
    public internal(set) var ahead = 0
    /// Events without a time.
    public internal(set) var untimed = 0

    /// Nothing.
    public init() {}

    /// Every event that came, counted or not.
    public var events: Int { [rows, undecodable, late, ahead, untimed].reduce(0, adding) }
}

/// What was counted of one version in one window.
public struct VersionWindow: Sendable, Hashable, Codable {
    /// The version.
    public let watched: WatchedVersion
    /// The digest of the baseline that the cells are counted by; nil where there is none.
    public internal(set) var baselineDigest: String?
    /// The baseline before it, where it has changed within the window: what was counted by that one
    /// is not among the counters.
    public internal(set) var replacedDigest: String?
    /// Events routed to it.
    public internal(set) var rows = 0
    /// Of them: those that it gave no answer to.
    public internal(set) var failed = 0
    /// Of them: those that it does not take.
    public internal(set) var refused = 0
    /// Bins and categories; nil where nothing was counted.
    public internal(set) var counters: Counters?

    init(_ watched: WatchedVersion) { self.watched = watched }
}

/// A window of event time that has filled.
public struct FilledWindow: Sendable, Hashable {
    /// How long it is, in milliseconds.
    public let lengthMs: Int64
    /// Its first moment, a multiple of the length.
    public let startMs: Int64
    /// What came in.
    public let intake: IntakeCounts
    /// Each version that had events in it or a little before, in order.
    public let versions: [VersionWindow]

    /// The moment after its last.
    public var endMs: Int64 { startMs + lengthMs }
}

/// A sum that stops at the largest number there is.
func adding(_ left: Int, _ right: Int) -> Int {
    let (sum, isTooLarge) = left.addingReportingOverflow(right)
    return isTooLarge ? .max : sum
}
