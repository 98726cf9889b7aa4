extension AlertCondition {
    /// Whether it explains another one, so that one accident is one alert.
    ///
    /// Its hits begin at about the same time, and: what is wrong with the stream explains what the rest
    /// of it looks like; many features explain each of them; a feature of a version with more events
    /// explains the same feature of another version; features explain scores and losses, of any version;
    /// one score explains the others of its version, and any of these a changed mean; losses of a version
    /// with more events explain those of another.
    func explains(_ effect: AlertCondition) -> Bool {
        guard sinceMs != nil else { return false }
        let isSameVersion = name.watched == effect.name.watched
        switch (name.kind, effect.name.kind) {
        case (.stream, .stream):
            // What cannot be decoded moves no clock: the windows after it are empty.
            return name.rule == .contract && effect.name.rule == .data && beginsWith(effect)
        case (.stream, .version) where effect.name.rule == .contract: return name.rule == .contract
        case (.stream, .features), (.stream, .feature), (.stream, .score):
            return isOfIntake && beginsWith(effect)
        case (.features, .feature) where isSameVersion: return true
        case (.features, .feature): return beginsWith(effect)
        case (.features, .features), (.feature, .feature):
            return !isSameVersion && name.subject == effect.name.subject
                && isHeavier(than: effect) && beginsWith(effect)
        case (.features, .score), (.feature, .score):
            return effect.name.rule == .change ? isSameVersion : beginsWith(effect)
        case (.score, .score) where isSameVersion && effect.name.rule == .change:
            return name.rule != .change
        case (.score, .score) where isSameVersion && name.rule != .change:
            return name < effect.name && beginsWith(effect)
        case (.features, .version), (.feature, .version), (.stream, .version):
            return effect.isOfLosses && (name.kind != .stream || isOfIntake) && beginsWith(effect)
        case (.version, .version) where isSameVersion:
            return name.rule == .quality && effect.name.rule == .change
        case (.version, .version):
            return isOfLosses && name.rule == effect.name.rule && isHeavier(than: effect)
                && beginsWith(effect)
        default: return false
        }
    }

    /// Whether a rule of the stream says that a part of the events is not counted, and what is counted
    /// is not all there is.
    static func isOfIntake(_ rule: AlertRule) -> Bool {
        rule == .contract || rule == .clock || rule == .stalled
    }

    private var isOfIntake: Bool { Self.isOfIntake(name.rule) }

    /// Whether it is about the losses of a version.
    var isOfLosses: Bool {
        name.kind == .version && [.quality, .change].contains(name.rule)
    }

    /// Whether it speaks before the same condition of another version.
    private func isHeavier(than other: AlertCondition) -> Bool {
        if (announced == nil) != (other.announced == nil) { return announced != nil }
        let (own, others) = (eventsPerMs, other.eventsPerMs)
        return own == others ? name < other.name : own > others
    }

    private var eventsPerMs: Double { Double(events) / Double(max(1, eventsMs)) }
}
