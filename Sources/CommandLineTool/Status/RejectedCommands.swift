import Rollout

/// The newest commands that the log rejected.
struct RejectedCommands: Sendable {
    /// Earlier ones are for `history`.
    static let kept = 5

    private var newest: [Outcome] = []

    /// Takes every outcome, in order, and keeps the last ones that are rejections, of each
    /// deployment on its own.
    mutating func take(_ outcome: Outcome) {
        guard case .rejected = outcome.verdict else { return }
        newest.append(outcome)
        let same = newest.filter { $0.deployment == outcome.deployment }
        guard same.count > Self.kept, let oldest = same.first else { return }
        newest.removeAll { $0.offset == oldest.offset }
        // Names that no deployment has are whoever's choice: they share a bound.
        if newest.count > 1_000 { newest.removeFirst() }
    }

    /// Those of a deployment, oldest first.
    func of(_ deployment: String) -> [Outcome] {
        newest.filter { $0.deployment == deployment }
    }

    /// The last ones of no deployment that there is.
    func others(than known: Set<String>) -> [Outcome] {
        Array(
            newest.filter { $0.deployment.map(known.contains) != true }.suffix(Self.kept)
        )
    }
}
