extension DeploymentState {
    mutating func setRule(_ rule: Rule) throws(Objection) {
        try checkLatch("`rule`")
        if case .field(let pointer) = rule.source, !hasFields {
            throw .refused(
                "`field` is \(pointer.quoted) but events of format"
                    + " \(declaration.input.format.rawValue) have no fields: use `header`"
            )
        }
        if let place = rules.firstIndex(where: { $0.name == rule.name }) {
            let isSame = JSONValue.object(of: rules[place].members).encoded()
            guard isSame != JSONValue.object(of: rule.members).encoded() else {
                throw .fulfilled("the rule \(rule.name) is so already")
            }
            rules[place] = rule
            return
        }
        guard rules.count < CommandLimits.rules else {
            throw .refused("there are \(rules.count) rules, the limit: `unrule` one")
        }
        rules.append(rule)
    }

    mutating func endRule(_ name: String) throws(Objection) {
        guard rules.contains(where: { $0.name == name }) else {
            throw .refused(unknown("rule", name, among: rules.map(\.name)))
        }
        rules.removeAll { $0.name == name }
    }

    mutating func setShadow(_ version: String, sample: Int) throws(Objection) {
        let shadow = Shadow(version: version, sampleMillionths: sample)
        if let place = shadows.firstIndex(where: { $0.version == version }) {
            guard shadows[place] != shadow else {
                throw .fulfilled("\(version) is a shadow of that sample already")
            }
            shadows[place] = shadow
            return
        }
        guard shadows.count < CommandLimits.shadows else {
            throw .refused("there are \(shadows.count) shadows, the limit: `unshadow` one")
        }
        shadows.append(shadow)
    }

    mutating func endShadow(_ version: String) throws(Objection) {
        guard shadows.contains(where: { $0.version == version }) else {
            throw .refused(unknown("shadow", version, among: shadows.map(\.version)))
        }
        shadows.removeAll { $0.version == version }
    }

    private func unknown(_ what: String, _ name: String, among known: [String]) -> String {
        "there is no \(what) \(name)" + CommandShape.suggestion(name, among: known)
    }
}
