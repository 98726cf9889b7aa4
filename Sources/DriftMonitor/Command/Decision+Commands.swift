public import Rollout

extension Decision {
    /// The commands that carry it out: none, one, or a rollback and a freeze; in this order, in one
    /// transaction.
    ///
    /// They are accepted only at the revision that was judged, and a repeat of one is ignored: its id
    /// follows from what was decided, on what, and when in event time.
    ///
    /// - Parameters:
    ///   - monitor: the monitor's name.
    ///   - nowMs: wall clock in Unix milliseconds; from it they expire, and nothing else depends on it.
    /// - Returns: commands for the control topic.
    public func commands(monitor: String, nowMs: Int64) -> [Command] {
        guard isCommanded, let action else { return [] }
        let first = command(kind(of: action), action.name, monitor, nowMs, expects: revision)
        guard freezes else { return [first] }
        // Of the revision that the rollback makes: where that is refused, so is this.
        return [first, command(.freeze, "freeze", monitor, nowMs, expects: revision + 1)]
    }

    private func kind(of action: Action) -> Command.Kind {
        switch action {
        case .rollback(let champion): .rollback(version: champion)
        case .canary(let weight): .canary(version: version, weight: weight, sticky: nil, salt: nil)
        case .promote: .promote(version: version)
        case .shadow(let former): .shadow(version: former, sample: 1_000_000)
        case .unshadow(let former): .unshadow(version: former)
        }
    }

    private func command(
        _ kind: Command.Kind,
        _ name: String,
        _ monitor: String,
        _ nowMs: Int64,
        expects: Int64
    ) -> Command {
        Command(
            id: "monitor/\(name)/\(version)/\(expects)/\(timeMs)",
            timeMs: timeMs,
            deployment: deployment,
            kind: kind,
            issuer: "monitor@\(monitor)",
            isAutomatic: true,
            reason: reason,
            expects: expects,
            expiresMs: nowMs + expiresAfterMs,
            evidence: kind == .freeze ? nil : evidence
        )
    }
}
