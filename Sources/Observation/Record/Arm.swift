/// One way in which a version took part: what counters are kept apart by.
///
/// The served events of one version under another name of route are another arm: a canary is compared
/// with the champion of the same panes.
public struct Arm: Sendable, Hashable, Codable {
    /// The route of what answers nobody.
    public static let shadow = "shadow"
    /// The route of what no rule and no canary takes.
    public static let champion = "champion"

    /// The version, as the control log names it.
    public let version: String
    /// As predictions name it: `champion`, `canary`, `rule:NAME`, `fallback`; or `shadow`.
    public let route: String

    /// An arm of this version and route.
    public init(version: String, route: String) {
        self.version = version
        self.route = route
    }

    /// Whether it answers nobody.
    public var isShadow: Bool { route == Self.shadow }
}

extension Arm: Comparable {
    /// By version, then by route, in the order of their bytes.
    public static func < (left: Arm, right: Arm) -> Bool {
        if left.version != right.version {
            return left.version.utf8.lexicographicallyPrecedes(right.version.utf8)
        }
        return left.route.utf8.lexicographicallyPrecedes(right.route.utf8)
    }
}
