import Rollout

/// The control log for programs: a line for each command and, with a time, one for each deployment.
enum HistoryJSON {
    /// One command: what the log holds and what became of it.
    static func entry(_ outcome: Outcome) -> JSONValue {
        .object([
            ("offset", .integer(Int(outcome.offset))), ("ts", .integer(Int(outcome.timeMs))),
            ("id", .optional(outcome.id)), ("deployment", .optional(outcome.deployment)),
            ("kind", .optional(outcome.kind)), ("issuer", .optional(outcome.issuer)),
            ("verdict", .string(outcome.verdict.word)),
            ("reason", .optional(outcome.verdict.reason)),
            ("revision", outcome.revision.map { .integer(Int($0)) } ?? .null),
            ("command", outcome.command.map { .json($0.encoded()) } ?? .null),
        ])
    }

    /// What was served at the time asked for; nothing without one.
    static func routings(_ found: HistoryCommand.Found) -> [JSONValue] {
        guard let atMs = found.atMs else { return [] }
        return found.deployments.map { state in
            .object([("at", .integer(Int(atMs))), ("state", .json(state.encoded()))])
        }
    }
}
