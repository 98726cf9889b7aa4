import Rollout

/// One run: issuers, a log and instances, in an order that the seed decides.
struct SimulatedRun {
    private var chance: SeededGenerator
    private var maker: CommandMaker
    private var reference: ReferenceFold
    private var log: [ControlRecord] = []
    /// The state after each record, the first before any.
    private var states = [ControlState()]
    private var instances = [SimulatedInstance(), SimulatedInstance(), SimulatedInstance()]
    private var routed: [SimulatedInstance.Routed] = []
    private var timeMs: Int64 = 1_364_774_400_000
    /// How often each kind was decided how, such as `canary accepted`.
    private(set) var tally: [String: Int] = [:]

    init(seed: UInt64) {
        chance = SeededGenerator(seed: seed)
        let unit = chance.once(in: 400) ? 1 : chance.pick([100, 625, 5_000, 12_500])
        maker = CommandMaker(unit: unit)
        reference = ReferenceFold(unit: unit)
    }

    /// Runs to the end and checks everything.
    mutating func run() throws(BrokenRule) {
        let isLong = chance.once(in: 100)
        let actions = isLong ? 300 : 12 + chance.below(16)
        if !isLong, chance.once(in: 2) { instances.removeLast() }
        for _ in 0..<actions {
            let who = chance.below(instances.count)
            switch chance.below(16) {
            case 0..<8: try issue()
            case 8..<12:
                if !instances[who].isPaused {
                    instances[who].fold(log, atMost: 1 + chance.below(6))
                }
            case 12, 13: routeSome(who)
            case 14: instances[who].pause(!instances[who].isPaused)
            default:
                if chance.once(in: 3) {
                    instances[who].crash()
                } else if instances[who].position > 0 {
                    instances[who].readAgain(log[chance.below(instances[who].position)])
                }
            }
            let instance = instances[who]
            try Invariants.hold(
                instance.state == states[instance.position],
                "an instance that has folded \(instance.position) records has their state"
            )
        }
        try finish()
    }

    private mutating func issue() throws(BrokenRule) {
        // Issuers see what some instance has folded, or all.
        let seen = chance.once(in: 4) ? chance.pick(instances).state : states[states.count - 1]
        timeMs += Int64(chance.below(100)) - (chance.once(in: 10) ? 50 : 0)
        let written = maker.next(&chance, seen: seen, timeMs: timeMs)
        var state = states[states.count - 1]
        let before = state
        let record = ControlRecord(
            offset: before.nextOffset + (chance.once(in: 8) ? 1 : 0),
            timeMs: timeMs,
            key: written.key,
            value: written.value
        )
        let outcome = state.apply(record)
        log.append(record)
        states.append(state)
        let decision = reference.decide(written.meaning, timeMs: timeMs)
        let words =
            switch outcome.verdict {
            case .accepted: "accepted"
            case .ignored: "ignored"
            case .rejected: "rejected"
            }
        tally["\(written.meaning?.name ?? "spoiled") \(words)", default: 0] += 1
        try Invariants.hold(
            words == "\(decision)",
            "the reference says \(decision) of record \(record.offset): \(outcome)"
        )
        try Invariants.check(before, outcome, state)
        if outcome.verdict != .accepted, log.count % 8 == 0 {
            for (name, deployment) in before.deployments {
                try Invariants.hold(
                    deployment.encoded() == state.deployments[name]?.encoded(),
                    "what is not accepted changes no byte"
                )
            }
        }
    }

    private mutating func routeSome(_ who: Int) {
        for _ in 0..<4 {
            let event = SimulatedEvent(&chance)
            let deployment = chance.pick(["a", "b"])
            if let routed = instances[who].route(event, of: deployment) {
                self.routed.append(routed)
            }
        }
    }

    private mutating func finish() throws(BrokenRule) {
        let last = states[states.count - 1]
        for who in instances.indices {
            instances[who].fold(log, atMost: log.count)
            routeSome(who)
            try Invariants.hold(instances[who].state == last, "all end in the same state")
        }
        let digest = instances[0].state.digest
        try Invariants.hold(digest == last.digest, "and of the same digest")
        for routed in routed {
            guard let state = reference.history[routed.deployment]?[routed.revision] else {
                throw BrokenRule(description: "\(routed) names a revision that never was")
            }
            let (version, route) = state.route(routed.event)
            try Invariants.hold(
                version == routed.version && route == routed.route,
                "revision \(routed.revision) routes to \(version) by \(route): \(routed)"
            )
        }
        for (name, state) in reference.deployments {
            try compare(state, last.deployments[name], name)
        }
    }

    private func compare(
        _ expected: ReferenceDeployment,
        _ found: DeploymentState?,
        _ name: String
    ) throws(BrokenRule) {
        guard let found else { throw BrokenRule(description: "\(name) is missing") }
        let isSame =
            expected.revision == found.revision && expected.champions == found.champions
            && expected.declaration == found.declaration && expected.rules == found.rules
            && expected.taken.map(\.version) == found.canaries.map(\.version)
            && expected.taken.map { $0.units.count * expected.unit } == found.canaries.map(\.weight)
            && expected.sticky == found.sticky.text && expected.salt == found.salt
            && expected.shadows.map(\.version) == found.shadows.map(\.version)
            && expected.shadows.map(\.sample) == found.shadows.map(\.sampleMillionths)
            && expected.loaded == found.loaded && expected.isFrozen == found.isFrozen
            && expected.isLatched == (found.latchedAt != nil) && expected.isPaused == found.isPaused
        try Invariants.hold(isSame, "\(name) is \(expected) by the reference but \(found)")
    }
}
