import Rollout

/// A rule of the control log that does not hold.
struct BrokenRule: Error, CustomStringConvertible {
    let description: String
}

/// What must hold after each record, whatever the records.
enum Invariants {
    static func check(
        _ before: ControlState,
        _ outcome: Outcome,
        _ after: ControlState
    ) throws(BrokenRule) {
        for (name, state) in after.deployments {
            let old = before.deployments[name]
            let isNamed = outcome.deployment == name
            guard outcome.verdict == .accepted, isNamed else {
                try hold(old == state, "only an accepted command changes \(name)")
                continue
            }
            try hold(state.revision == (old?.revision ?? 0) + 1, "a revision grows by one")
            try hold(outcome.revision == state.revision, "an outcome has the new revision")
            try check(state)
            if let old { try check(old, outcome, state) }
        }
        try hold(
            before.deployments.keys.allSatisfy { after.deployments[$0] != nil },
            "none is lost"
        )
        try hold(after.nextOffset == outcome.offset + 1, "the next offset follows")
    }

    private static func check(_ state: DeploymentState) throws(BrokenRule) {
        let weights = state.canaries.map(\.weight)
        try hold(weights.reduce(0, +) <= 100_000, "at most 100 %")
        try hold(weights.allSatisfy { $0 > 0 }, "a canary has a share")
        try hold(!state.canaries.contains { $0.version == state.champion }, "no champion is canary")
        try hold(state.previousChampion != state.champion, "the one before is another")
        try hold(1...16 ~= state.champions.count, "champions are bounded")
        try hold(state.canaries.isEmpty == state.salt.isEmpty, "a salt while there are canaries")
        let ranges = state.canaries.flatMap(\.bucketRanges).sorted { $0.lowerBound < $1.lowerBound }
        try hold(
            zip(ranges, ranges.dropFirst()).allSatisfy { $0.upperBound <= $1.lowerBound },
            "a bucket has one owner"
        )
        for canary in state.canaries {
            let size = canary.bucketRanges.reduce(0) { $0 + $1.count }
            try hold(size == canary.weight, "a share is exact")
        }
    }

    private static func check(
        _ old: DeploymentState,
        _ outcome: Outcome,
        _ new: DeploymentState
    ) throws(BrokenRule) {
        guard let command = outcome.command else { throw BrokenRule(description: "no command") }
        try hold(!(old.isFrozen && command.isAutomatic), "frozen: no automatic command")
        let shares = Dictionary(uniqueKeysWithValues: old.canaries.map { ($0.version, $0) })
        let grown = new.canaries.filter { $0.weight > shares[$0.version]?.weight ?? 0 }
        if old.latchedAt != nil, command.name != "release" {
            try hold(new.latchedAt != nil, "a latch holds until `release`")
            try hold(grown.isEmpty, "latched: no share grows")
            try hold(new.rules.allSatisfy(old.rules.contains), "latched: no new rule")
            try hold(
                old.champion == new.champion || command.name == "rollback",
                "latched: no promotion"
            )
        }
        let onlyGrows =
            old.champion == new.champion
            && old.canaries.allSatisfy { canary in
                new.canaries.contains {
                    $0.version == canary.version && $0.weight >= canary.weight
                }
            }
        guard onlyGrows, !old.canaries.isEmpty else { return }
        try hold(old.salt == new.salt && old.sticky == new.sticky, "the hash stays")
        for canary in new.canaries {
            let had = shares[canary.version]?.bucketRanges ?? []
            let has = canary.bucketRanges
            try hold(
                had.allSatisfy { range in has.contains { $0.contains(range) } },
                "no assignment moves while shares only grow"
            )
        }
    }

    static func hold(
        _ condition: Bool,
        _ rule: @autoclosure () -> String
    ) throws(BrokenRule) {
        guard condition else { throw BrokenRule(description: rule()) }
    }
}
