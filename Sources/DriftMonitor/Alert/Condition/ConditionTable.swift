internal import Rollout

/// Every condition that is remembered, in order: causes before what they explain.
struct ConditionTable: Hashable, Codable, Sendable {
    private(set) var conditions: [AlertCondition] = []

    /// The alerts that hold, in the order of their keys.
    var announced: [Alert] {
        conditions.compactMap(\.announced).sorted {
            $0.key.utf8.lexicographicallyPrecedes($1.key.utf8)
        }
    }

    /// The partitions of which it is remembered that they stalled.
    var stalled: [ConditionName] {
        conditions.map(\.name).filter { $0.rule == .stalled }
    }

    /// The end of everything that windows of this length have said of a version's drift.
    func gone(_ watched: WatchedVersion, _ span: Judgement.Span) -> [Judgement] {
        conditions.filter { $0.name.watched == watched && $0.name.rule != .labels }
            .map { condition in
                var judgement = Judgement(
                    name: condition.name,
                    span: span,
                    events: 0,
                    vote: .clear,
                    statistic: condition.announced?.statistic ?? "",
                    value: 0,
                    warningFrom: condition.announced?.threshold ?? 0,
                    criticalFrom: 0
                )
                judgement.isGone = true
                return judgement
            }
    }

    /// Forgets what windows of these lengths have said.
    mutating func forget(lengthsMs: [Int64]) {
        for place in conditions.indices { conditions[place].forget(lengthsMs: lengthsMs) }
    }

    /// Counts votes.
    mutating func take(_ judgements: [Judgement], _ settings: AlertSettings) {
        for judgement in judgements {
            let place = place(of: judgement.name)
            if place == conditions.count || conditions[place].name != judgement.name {
                guard judgement.vote.isHit else { continue }
                conditions.insert(AlertCondition(judgement.name), at: place)
            }
            conditions[place].take(judgement, settings)
        }
        conditions.removeAll(where: \.isBlank)
    }

    /// Writes an alert for each condition that began, became critical or ended.
    mutating func announce(
        _ judgements: [Judgement],
        deployment: String,
        at timeMs: Int64,
        _ settings: AlertSettings
    ) -> [Alert] {
        let byName = Dictionary(grouping: judgements, by: \.name)
        var alerts: [Alert] = []
        for place in conditions.indices {
            let condition = conditions[place]
            let said = byName[condition.name] ?? []
            let author = AlertAuthor(deployment: deployment, timeMs: timeMs, settings: settings)
            var alert: Alert?
            if let severity = condition.severity {
                guard severity != condition.announced?.severity,
                    let judgement = said.first(where: { condition.isDecided(by: $0) }),
                    condition.announced != nil || !isExplained(place)
                else { continue }
                alert = author.firing(condition, judgement, versions: versions(besides: place))
                conditions[place].announced = alert
            } else if let announced = condition.announced {
                alert = author.resolved(
                    announced,
                    condition,
                    said.last { $0.isGone } ?? said.last { $0.vote == .clear } ?? said.last
                )
                conditions[place].announced = nil
            }
            if let alert { alerts.append(alert) }
        }
        conditions.removeAll(where: \.isBlank)
        return alerts.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    }

    /// Whether another condition that is there explains it.
    private func isExplained(_ place: Int) -> Bool {
        let condition = conditions[place]
        return conditions.contains { $0.name != condition.name && $0.explains(condition) }
    }

    /// Other versions of which the same is true.
    private func versions(besides place: Int) -> [String] {
        let name = conditions[place].name
        return conditions.filter {
            $0.name.rule == name.rule && $0.name.subject == name.subject && $0.sinceMs != nil
        }
        .compactMap(\.name.watched).filter { $0 != name.watched && !$0.isShadow }.map(\.version)
    }

    private func place(of name: ConditionName) -> Int {
        var (low, high) = (0, conditions.count)
        while low < high {
            let middle = (low + high) / 2
            if conditions[middle].name < name { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

extension AlertCondition {
    /// Whether this judgement is why it is as grave as it is.
    fileprivate func isDecided(by judgement: Judgement) -> Bool {
        judgement.vote.isHit && run(lengthMs: judgement.span.lengthMs)?.severity == severity
    }

    /// Whether it explains another one, so that one accident is one alert.
    ///
    /// Its hits begin at about the same time, and: many features explain each of them; a feature of a
    /// version with more events explains the same of another version; features explain scores, of any
    /// version; one score explains the others of its version, and any of these a changed mean.
    fileprivate func explains(_ effect: AlertCondition) -> Bool {
        guard sinceMs != nil else { return false }
        let isSameVersion = name.watched == effect.name.watched
        switch (name.kind, effect.name.kind) {
        case (.features, .feature) where isSameVersion: return true
        case (.features, .feature): return beginsWith(effect)
        case (.features, .features), (.feature, .feature):
            return name.rule == effect.name.rule && name.subject == effect.name.subject
                && isHeavier(than: effect) && beginsWith(effect)
        case (.features, .score), (.feature, .score):
            return effect.name.rule == .change ? isSameVersion : beginsWith(effect)
        case (.score, .score) where isSameVersion && effect.name.rule == .change:
            return name.rule != .change
        case (.score, .score) where isSameVersion && name.rule != .change:
            return name < effect.name && beginsWith(effect)
        case (.stream, .version):
            return name.rule == .contract && effect.name.rule == .contract
        case (.version, .version) where isSameVersion:
            return name.rule == .quality && effect.name.rule == .change
        default: return false
        }
    }

    /// Whether it speaks before the same condition of another version.
    private func isHeavier(than other: AlertCondition) -> Bool {
        if (announced == nil) != (other.announced == nil) { return announced != nil }
        return events == other.events ? name < other.name : events > other.events
    }
}
