import Rollout

/// Writes commands as issuers do who see an older state than the log has: fitting, stale, repeated,
/// expired and spoiled ones.
struct CommandMaker {
    /// A value of a record and what it means; nil: it is no command.
    struct Written {
        let key: [UInt8]?
        let value: [UInt8]?
        let meaning: Command?
    }

    /// Weights are multiples of it.
    let unit: Int
    private let issuers = ["ana@desk", "ben@desk", "monitor@m1", "ci@build"]
    private let versions = ["v1", "v2", "v3", "v4", "v5"]
    private var count = 0
    private var sent: [Written] = []

    init(unit: Int) { self.unit = unit }

    mutating func next(
        _ chance: inout SeededGenerator,
        seen: ControlState,
        timeMs: Int64
    ) -> Written {
        if !sent.isEmpty, chance.once(in: 12) { return chance.pick(sent) }
        let deployment = chance.once(in: 20) ? "ghost" : chance.pick(["a", "a", "b"])
        let state = seen.deployments[deployment]
        count += 1
        var command = Command(
            // Two issuers hit on the same id now and then.
            id: chance.once(in: 30) ? "c\(chance.below(count))" : "c\(count)",
            timeMs: chance.once(in: 2) ? timeMs : nil,
            deployment: deployment,
            kind: kind(&chance, state, deployment),
            issuer: chance.pick(issuers),
            isAutomatic: chance.once(in: 6),
            reason: chance.once(in: 3) ? "because: \"ä\"\n" : "",
            expects: chance.once(in: 3) ? state?.revision ?? 0 : nil
        )
        if chance.once(in: 10) { command.expiresMs = timeMs + chance.pick([-200, -1, 0, 1, 200]) }
        if chance.once(in: 40) { command.expects = Int64(chance.below(5)) }
        let bytes = command.encoded()
        let key: [UInt8]? = chance.once(in: 5) ? nil : Array(deployment.utf8)
        let written =
            chance.once(in: 7)
            ? Spoiling.all[chance.below(Spoiling.all.count)].spoil(bytes, key: key)
            : Written(key: key, value: chance.once(in: 3) ? airy(bytes) : bytes, meaning: command)
        sent.append(written)
        return written
    }

    /// The same with blanks between members; no text of a simulation has `,"`.
    private func airy(_ bytes: [UInt8]) -> [UInt8] {
        var airy: [UInt8] = []
        for (index, byte) in bytes.enumerated() {
            airy.append(byte)
            if byte == UInt8(ascii: ","), bytes[index + 1] == UInt8(ascii: "\"") {
                airy += Array("\r\n\t ".utf8)
            }
        }
        return airy
    }

    private func kind(
        _ chance: inout SeededGenerator,
        _ state: DeploymentState?,
        _ deployment: String
    ) -> Command.Kind {
        guard !chance.once(in: state == nil ? 2 : 25) else {
            return .deploy(declaration(&chance, state))
        }
        let version = chance.pick(versions)
        let champion = state?.champion ?? version
        switch chance.below(22) {
        case 0..<6: return canary(&chance, version)
        case 6, 7: return .promote(version: version)
        case 8:
            // Often to what has events already by another route.
            let served = state?.canaries.map(\.version) ?? []
            return .rollback(version: chance.pick(served + [version, champion]))
        case 9, 10:
            return state?.latchedAt != nil || chance.once(in: 4)
                ? .release : canary(&chance, version)
        case 11, 12: return .rule(rule(&chance, version))
        case 13:
            let names = state?.rules.map(\.name) ?? []
            return .unrule(name: chance.pick(names + ["r0"]))
        case 14:
            return .shadow(version: version, sample: chance.pick([0, 1, 500_000, 1_000_000]))
        case 15:
            return .unshadow(
                version: chance.pick((state?.shadows.map(\.version) ?? []) + [version])
            )
        case 16:
            if chance.once(in: 2) { return .load(version: version) }
            return .unload(version: chance.pick((state?.loaded ?? []) + [version]))
        case 17: return chance.once(in: 2) ? .freeze : .unfreeze
        case 18: return .rollback(version: nil)
        case 19, 20: return .rule(rule(&chance, version))
        default: return state?.isPaused == true ? .resume : .pause
        }
    }

    private func canary(_ chance: inout SeededGenerator, _ version: String) -> Command.Kind {
        let units = 100_000 / unit
        let weight = chance.once(in: 6) ? 0 : (chance.below(units) + 1) * unit
        return .canary(
            version: version,
            weight: chance.once(in: 2) ? weight / unit / 4 * unit : weight,
            sticky: chance.once(in: 3) ? chance.pick([.key, .field("/features/tail")]) : nil,
            salt: chance.once(in: 8) ? chance.pick(["s1", "a/v2"]) : nil
        )
    }

    private func rule(_ chance: inout SeededGenerator, _ version: String) -> Rule {
        let isHeader = chance.once(in: 2)
        let values: [Rule.Value] =
            isHeader
            ? [.number("\(chance.below(4))")] : [.string("c\(chance.below(4))"), .bool(true)]
        return Rule(
            name: "r\(chance.below(3))",
            source: isHeader ? .header("tier") : .field("/features/carrier"),
            values: values,
            version: version
        )
    }

    private func declaration(
        _ chance: inout SeededGenerator,
        _ state: DeploymentState?
    ) -> Declaration {
        Declaration(
            input: Declaration.Input(topic: "f", format: chance.once(in: 12) ? .f32 : .json),
            output: Declaration.Output(topic: "p", headers: chance.once(in: 2)),
            model: chance.once(in: 12) ? "other" : "delay",
            version: chance.once(in: 6) ? chance.pick(versions) : state?.champion ?? "v1",
            fallback: chance.once(in: 2) ? [.version(chance.pick(versions)), .constant(0.25)] : [],
            policy: chance.once(in: 4) ? #"{"window":{"events":1000}}"# : nil
        )
    }
}
