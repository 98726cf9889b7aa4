internal import Rollout

/// Every condition that is remembered, in order: causes before what they explain.
struct ConditionTable: Hashable, Codable, Sendable {
    private(set) var conditions: [AlertCondition] = []
    /// What was told of, by an alert of its own or of what explains it.
    private var told: [ToldSubject] = []
    /// Conditions that hold in the newest pane and have no alert, because another's speaks for them.
    private(set) var folded: [FoldedCondition] = []

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
        for var judgement in judgements {
            if isOverhang(judgement, among: judgements) { judgement.vote = .silent }
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
        folded = []
        for place in conditions.indices {
            let condition = conditions[place]
            let isFolded =
                condition.announced == nil && condition.sinceMs != nil
                && isExplained(place, by: byName[condition.name] ?? [])
            if isFolded {
                folded.append(FoldedCondition(condition))
                told.note(condition, atMs: timeMs)
                continue
            }
            if condition.announced != nil { told.note(condition, atMs: timeMs) }
            let said = byName[condition.name] ?? []
            let author = AlertAuthor(deployment: deployment, timeMs: timeMs, settings: settings)
            var alert: Alert?
            if let severity = condition.severity {
                guard severity != condition.announced?.severity,
                    let judgement = said.first(where: { condition.isDecided(by: $0) }),
                    condition.announced != nil || !told.holds(condition.name, judgement.span)
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
        told.forget(before: timeMs)
        conditions.removeAll(where: \.isBlank)
        return alerts.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    }

    /// Whether another condition explains it: one that is there, or of losses, whose labels come later,
    /// one that was.
    private func isExplained(_ place: Int, by said: [Judgement]) -> Bool {
        let condition = conditions[place]
        return conditions.contains { $0.name != condition.name && $0.explains(condition) }
            || said.contains { judgement in
                judgement.vote.isHit
                    && told.contains { $0.explains(condition, judgement.span) }
            }
    }

    /// Other versions of which the same is true, or another rule of the same feature.
    private func versions(besides place: Int) -> [String] {
        let name = conditions[place].name
        let others = conditions.filter {
            $0.name.kind == name.kind && $0.name.subject == name.subject && $0.sinceMs != nil
                && ($0.name.rule == name.rule || name.kind == .feature)
        }
        .compactMap(\.name.watched).filter { $0 != name.watched && !$0.isShadow }.map(\.version)
        return Set(others).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// Whether a window says only what has been told: it holds a stretch of an accident that is over, or
    /// its edge, in which another rule of the subject holds than the one that names it.
    private func isOverhang(_ judgement: Judgement, among all: [Judgement]) -> Bool {
        guard judgement.vote.isHit, condition(judgement.name)?.announced == nil else {
            return false
        }
        return told.contains { told in
            guard told.isOfSubject(judgement.name), told.holds(judgement.span) else {
                return false
            }
            if told.name == judgement.name { return condition(told.name)?.sinceMs == nil }
            return !all.contains {
                $0.name == told.name && ($0.vote.isHit || $0.isExplained)
                    && $0.span.lengthMs == judgement.span.lengthMs
            }
        }
    }

    private func condition(_ name: ConditionName) -> AlertCondition? {
        let place = place(of: name)
        return place < conditions.count && conditions[place].name == name ? conditions[place] : nil
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
}
