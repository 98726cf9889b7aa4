/// The members that each kind of command has beside the common ones.
struct CommandShape {
    let kind: String
    let members: [String]

    static let common = [
        "automatic", "deployment", "evidence", "expects", "expires", "id", "issuer", "kind",
        "reason", "ts",
    ]

    static let all = [
        CommandShape(
            kind: "deploy",
            members: ["input", "output", "model", "version", "fallback", "policy"]
        ),
        CommandShape(kind: "load", members: ["version"]),
        CommandShape(kind: "unload", members: ["version"]),
        CommandShape(kind: "promote", members: ["version"]),
        CommandShape(kind: "rollback", members: ["version"]),
        CommandShape(kind: "release", members: []),
        CommandShape(kind: "canary", members: ["version", "percent", "sticky", "salt"]),
        CommandShape(kind: "shadow", members: ["version", "sample"]),
        CommandShape(kind: "unshadow", members: ["version"]),
        CommandShape(kind: "rule", members: ["name", "header", "field", "equals", "version"]),
        CommandShape(kind: "unrule", members: ["name"]),
        CommandShape(kind: "freeze", members: []),
        CommandShape(kind: "unfreeze", members: []),
        CommandShape(kind: "pause", members: []),
        CommandShape(kind: "resume", members: []),
    ]

    static func of(_ kind: String) -> CommandShape? { all.first { $0.kind.hasSameBytes(as: kind) } }

    /// Why an object may not have a member of this name; nil where it may.
    func objection(to name: String) -> String? {
        let known = Self.common + members
        guard !known.contains(where: { $0.hasSameBytes(as: name) }) else { return nil }
        let others = Self.all.filter { $0.members.contains { $0.hasSameBytes(as: name) } }
        guard others.isEmpty else {
            let kinds = others.map { "`\($0.kind)`" }.joined(separator: ", ")
            return "`\(kind)` has no member \(name.quoted): it belongs to \(kinds)"
        }
        return "unknown member \(name.quoted)" + Self.suggestion(name, among: known)
    }

    static func suggestion(_ name: String, among known: [String]) -> String {
        NearestName.of(name, among: known).map { "; the nearest known is `\($0)`" } ?? ""
    }
}
