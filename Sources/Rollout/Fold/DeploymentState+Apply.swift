extension DeploymentState {
    /// Changes the state as the command says, but for the revision.
    ///
    /// That is `revision + 1` if this returns. What it has changed when it throws is to be thrown away.
    mutating func change(by kind: Command.Kind) throws(Objection) {
        switch kind {
        case .deploy(let declaration): try declare(declaration)
        case .load(let version): try load(version)
        case .unload(let version): try unload(version)
        case .promote(let version): try promote(version)
        case .rollback(let version): try rollBack(to: version)
        case .release:
            guard latchedAt != nil else { throw .fulfilled("no latch holds") }
            latchedAt = nil
        case .canary(let version, let weight, let sticky, let salt):
            try setCanary(version, weight: weight, sticky: sticky, salt: salt)
        case .shadow(let version, let sample): try setShadow(version, sample: sample)
        case .unshadow(let version): try endShadow(version)
        case .rule(let rule): try setRule(rule)
        case .unrule(let name): try endRule(name)
        case .freeze: try set(\.isFrozen, true, "frozen")
        case .unfreeze: try set(\.isFrozen, false, "not frozen")
        case .pause: try set(\.isPaused, true, "paused")
        case .resume: try set(\.isPaused, false, "not paused")
        }
    }

    /// Why a command that gives traffic to a version does not hold while a latch does.
    func checkLatch(_ what: String) throws(Objection) {
        guard let latchedAt else { return }
        throw .refused(
            "\(what) is refused: latched since the rollback of revision \(latchedAt);"
                + " `release` ends the latch"
        )
    }

    private mutating func set(
        _ switching: WritableKeyPath<DeploymentState, Bool>,
        _ value: Bool,
        _ words: String
    ) throws(Objection) {
        guard self[keyPath: switching] != value else { throw .fulfilled("is \(words) already") }
        self[keyPath: switching] = value
    }

    /// What a known deployment may be declared anew as: another fallback chain, policy or headers.
    private mutating func declare(_ new: Declaration) throws(Objection) {
        let fixed: [(String, JSONValue, JSONValue)] = [
            ("input", declaration.inputValue, new.inputValue),
            (
                "output", declaration.outputValue(withHeaders: false),
                new.outputValue(withHeaders: false)
            ),
            ("model", .string(declaration.model), .string(new.model)),
        ]
        for (member, old, new) in fixed where old.encoded() != new.encoded() {
            throw .refused(
                "`\(member)` of a known deployment cannot change; it is "
                    + String(decoding: old.encoded(), as: UTF8.self)
            )
        }
        guard new.version == champion else {
            throw .refused(
                "`version` is \(new.version) but the champion is \(champion): use `promote`"
            )
        }
        guard new.stateValue.encoded() != declaration.stateValue.encoded() else {
            throw .fulfilled("is declared so already")
        }
        declaration = new
    }
}
