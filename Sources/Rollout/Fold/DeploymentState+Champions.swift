extension DeploymentState {
    mutating func promote(_ version: String) throws(Objection) {
        guard version != champion else { throw .refused("\(version) is the champion already") }
        try checkLatch("`promote`")
        champions.append(version)
        if champions.count > CommandLimits.champions { champions.removeFirst() }
        endCanary(version)
        shadows.removeAll { $0.version == version }
    }

    /// Back to the champion before, or to a version.
    ///
    /// Down to that version where it was champion, in the present one's place otherwise. Ends every canary and what routes to the versions so ended.
    mutating func rollBack(to version: String?) throws(Objection) {
        var ended = canaries.map(\.version)
        let old = champion
        if let version {
            if let place = champions.lastIndex(of: version) {
                champions.removeSubrange((place + 1)...)
            } else {
                champions[champions.count - 1] = version
            }
        } else {
            guard champions.count > 1 else {
                throw .refused("there is no champion before \(champion): name a version")
            }
            champions.removeLast()
        }
        if old != champion { ended.append(old) }
        endAllCanaries()
        let new = champion
        rules.removeAll { $0.version != new && ended.contains($0.version) }
        latchedAt = revision + 1
    }

    mutating func load(_ version: String) throws(Objection) {
        loaded.removeAll { $0 == version }
        guard loaded.count < CommandLimits.loaded else {
            throw .refused("\(loaded.count) versions are loaded, the limit: `unload` one")
        }
        loaded.append(version)
    }

    mutating func unload(_ version: String) throws(Objection) {
        if (routedVersions + unroutedInUse).contains(version) {
            throw .refused("\(version) is in use: \(use(of: version))")
        }
        guard loaded.contains(version) else {
            throw .refused(
                "\(version) is not loaded; loaded: " + (loaded.isEmpty ? "none" : list(loaded))
            )
        }
        loaded.removeAll { $0 == version }
    }

    private func use(of version: String) -> String {
        var uses: [String] = []
        if champion == version { uses.append("champion") }
        if previousChampion == version { uses.append("previous champion") }
        if canaries.contains(where: { $0.version == version }) { uses.append("canary") }
        if shadows.contains(where: { $0.version == version }) { uses.append("shadow") }
        uses += rules.filter { $0.version == version }.map { "rule \($0.name)" }
        if declaration.fallbackVersions.contains(version) { uses.append("fallback") }
        return list(uses)
    }

    /// The first sixteen names, so that a reason stays short.
    func list(_ names: [String]) -> String {
        let more = names.count > 16 ? " and \(names.count - 16) more" : ""
        return names.prefix(16).joined(separator: ", ") + more
    }
}
