/// A rule and a subject that an alert speaks of, or spoke of: by its own or by that of what explains it.
struct ToldSubject: Hashable, Codable, Sendable {
    /// How long it is remembered.
    static let rememberedMs: Int64 = 31 * 86_400_000
    /// So many are remembered at most.
    static let most = 1_024

    let name: ConditionName
    /// Where its hits began, by windows of what length.
    fileprivate(set) var sinceMs: Int64
    fileprivate(set) var lengthMs: Int64
    /// The end of the newest pane in which an alert spoke of it.
    fileprivate(set) var toMs: Int64

    /// Whether it is about the same as another rule: of features and scores one accident is several
    /// rules' matter.
    func isOfSubject(_ other: ConditionName) -> Bool {
        guard name.rule != other.rule else { return name == other }
        return (name.kind == .feature || name.kind == .score) && name.kind == other.kind
            && name.watched == other.watched && name.subject == other.subject
    }

    /// Whether a window begins before its end.
    func holds(_ span: Judgement.Span) -> Bool { span.windowStartMs < toMs }

    /// Whether losses of that time began with it.
    func explains(_ effect: AlertCondition, _ span: Judgement.Span) -> Bool {
        guard effect.isOfLosses, name.kind < .score, let since = effect.sinceMs, holds(span) else {
            return false
        }
        let isCause = name.kind != .stream || AlertCondition.isOfIntake(name.rule)
        return isCause && abs(since - sinceMs) <= 3 * max(lengthMs, span.endMs - span.startMs)
    }
}

extension [ToldSubject] {
    /// Whether a window of a condition begins while an alert spoke of it.
    func holds(_ name: ConditionName, _ span: Judgement.Span) -> Bool {
        contains { $0.name == name && $0.holds(span) }
    }

    /// Notes that an alert speaks of it in the pane that ends then.
    mutating func note(_ condition: AlertCondition, atMs timeMs: Int64) {
        let place =
            firstIndex { $0.name == condition.name }
            ?? {
                if count == ToldSubject.most { removeFirst() }
                append(
                    ToldSubject(name: condition.name, sinceMs: timeMs, lengthMs: 0, toMs: timeMs)
                )
                return count - 1
            }()
        self[place].toMs = timeMs
        let earliest = condition.runs.filter { $0.sinceMs != nil }
            .min { ($0.sinceMs ?? 0, $0.lengthMs) < ($1.sinceMs ?? 0, $1.lengthMs) }
        guard let earliest, let sinceMs = earliest.sinceMs else { return }
        self[place].sinceMs = sinceMs
        self[place].lengthMs = earliest.reachMs
    }

    /// Forgets what was told long before a time.
    mutating func forget(before timeMs: Int64) {
        removeAll { $0.toMs + ToldSubject.rememberedMs < timeMs }
    }
}
