import Rollout

/// The rules of the control log a second time: slow, obvious, and told what each record means
/// instead of reading it.
struct ReferenceFold {
    enum Decision {
        case accepted, ignored, rejected
    }

    let unit: Int
    var deployments: [String: ReferenceDeployment] = [:]
    /// Each deployment at each of its revisions.
    var history: [String: [Int64: ReferenceDeployment]] = [:]
    private var answered: Set<String> = []

    init(unit: Int) { self.unit = unit }

    /// Nil: a record that is no command.
    mutating func decide(_ command: Command?, timeMs: Int64) -> Decision {
        guard let command else { return .rejected }
        guard answered.insert(command.deployment + " " + command.id).inserted else {
            return .ignored
        }
        if let expires = command.expiresMs, expires < timeMs { return .rejected }
        let known = deployments[command.deployment]
        if let expects = command.expects, expects != known?.revision ?? 0 { return .rejected }
        var changed: ReferenceDeployment
        if let known {
            if known.isFrozen && command.isAutomatic { return .rejected }
            changed = known
            let decision = change(&changed, command)
            guard decision == .accepted else { return decision }
            changed.revision += 1
        } else {
            guard case .deploy(let declaration) = command.kind else { return .rejected }
            changed = ReferenceDeployment(declaration, unit: unit)
        }
        deployments[command.deployment] = changed
        history[command.deployment, default: [:]][changed.revision] = changed
        return .accepted
    }

    private func change(_ state: inout ReferenceDeployment, _ command: Command) -> Decision {
        switch command.kind {
        case .deploy(let new): return declare(&state, new)
        case .load(let version):
            let others = state.loaded.filter { $0 != version }
            if others.count == 16 { return .rejected }
            state.loaded = others + [version]
        case .unload(let version):
            if state.isInUse(version) || !state.loaded.contains(version) { return .rejected }
            state.loaded = state.loaded.filter { $0 != version }
        case .promote(let version):
            if version == state.champion || state.isLatched { return .rejected }
            state.champions = Array((state.champions + [version]).suffix(16))
            if state.weight(version) > 0 { state.take(version, to: 0) }
            state.shadows = state.shadows.filter { $0.version != version }
        case .rollback(let version): return rollBack(&state, version)
        case .release:
            if !state.isLatched { return .ignored }
            state.isLatched = false
        case .canary(let version, let weight, let sticky, let salt):
            return canary(&state, command.deployment, version, weight, sticky?.text, salt)
        case .shadow(let version, let sample):
            if let place = state.shadows.firstIndex(where: { $0.version == version }) {
                if state.shadows[place].sample == sample { return .ignored }
                state.shadows[place].sample = sample
            } else {
                if state.shadows.count == 16 { return .rejected }
                state.shadows.append((version, sample))
            }
        case .unshadow(let version):
            let others = state.shadows.filter { $0.version != version }
            if others.count == state.shadows.count { return .rejected }
            state.shadows = others
        case .rule(let rule):
            if state.isLatched { return .rejected }
            if state.declaration.input.format == .f32, case .field = rule.source {
                return .rejected
            }
            if let place = state.rules.firstIndex(where: { $0.name == rule.name }) {
                if state.rules[place] == rule { return .ignored }
                state.rules[place] = rule
            } else {
                if state.rules.count == 64 { return .rejected }
                state.rules.append(rule)
            }
        case .unrule(let name):
            let others = state.rules.filter { $0.name != name }
            if others.count == state.rules.count { return .rejected }
            state.rules = others
        case .freeze, .unfreeze:
            if state.isFrozen == (command.name == "freeze") { return .ignored }
            state.isFrozen = !state.isFrozen
        case .pause, .resume:
            if state.isPaused == (command.name == "pause") { return .ignored }
            state.isPaused = !state.isPaused
        }
        return .accepted
    }

    private func declare(_ state: inout ReferenceDeployment, _ new: Declaration) -> Decision {
        let old = state.declaration
        if new.input != old.input || new.output.topic != old.output.topic
            || new.output.format != old.output.format || new.model != old.model
            || new.version != state.champion
        {
            return .rejected
        }
        if new == old { return .ignored }
        state.declaration = new
        return .accepted
    }

    private func rollBack(_ state: inout ReferenceDeployment, _ version: String?) -> Decision {
        let before = state.champion
        if let version {
            if state.champions.contains(version) {
                while state.champion != version { state.champions.removeLast() }
            } else {
                state.champions[state.champions.count - 1] = version
            }
        } else {
            if state.champions.count == 1 { return .rejected }
            state.champions.removeLast()
        }
        var outOfService = Set(state.taken.map(\.version) + [before])
        outOfService.remove(state.champion)
        for canary in state.taken.map(\.version) { state.take(canary, to: 0) }
        state.rules = state.rules.filter { !outOfService.contains($0.version) }
        state.isLatched = true
        return .accepted
    }

    private func canary(
        _ state: inout ReferenceDeployment,
        _ deployment: String,
        _ version: String,
        _ weight: Int,
        _ sticky: String?,
        _ salt: String?
    ) -> Decision {
        let old = state.weight(version)
        if version == state.champion || (old == 0 && weight == 0) { return .rejected }
        if weight > old && state.isLatched { return .rejected }
        if let sticky, sticky != "key", state.declaration.input.format == .f32 { return .rejected }
        if state.taken.isEmpty {
            state.sticky = sticky ?? "key"
            state.salt = salt ?? deployment + "/" + version
        } else if sticky ?? state.sticky != state.sticky || salt ?? state.salt != state.salt {
            return .rejected
        }
        if weight == old { return .ignored }
        let others = state.taken.filter { $0.version != version }
        let sum = others.reduce(0) { $0 + $1.units.count * unit }
        if weight > old && sum + weight > 100_000 { return .rejected }
        if old == 0 && others.count == 16 { return .rejected }
        state.take(version, to: weight)
        return .accepted
    }
}
