internal import Observation

/// The rules that compare a version's counters with its baseline: nulls, constant, unseen, outside,
/// distribution of each feature and score, and many features at once.
///
/// Of one feature the rule that explains the others speaks for all: a feature that is all null has
/// another distribution too, and that is no second accident.
struct DriftRules {
    let window: VersionWindow
    let span: Judgement.Span
    let report: DriftReport
    let settings: AlertSettings

    /// The rules of a window; nil where it has too few rows, or counters of another baseline.
    init?(
        _ window: VersionWindow,
        _ span: Judgement.Span,
        _ baseline: Baseline,
        _ settings: AlertSettings
    ) {
        guard let counters = window.counters, counters.rows >= settings.thresholds.leastRows
        else { return nil }
        do throws(ObservationError) {
            report = try DriftReport(baseline, counters, thresholds: settings.thresholds)
        } catch {
            return nil
        }
        self.window = window
        self.span = span
        self.settings = settings
    }

    /// What the window says of every subject.
    ///
    /// - Complexity: that of a report.
    func judgements() -> [Judgement] {
        var judgements: [Judgement] = []
        var firing: [SubjectJudgement] = []
        for (index, entry) in report.entries.enumerated() {
            // A shadow's features are not counted: they are those of what serves.
            if window.watched.isShadow, !entry.isScore { continue }
            let subject = SubjectJudgement(entry, self, counters: cells(index))
            judgements += subject.judgements()
            if !entry.isScore, subject.leading != nil { firing.append(subject) }
        }
        if let group = group(firing) { judgements.append(group) }
        return judgements
    }

    /// The fine cells of an entry: entries are in the order of subjects, and only scores at the end
    /// are left out.
    private func cells(_ index: Int) -> ArraySlice<Int> {
        guard let counters = window.counters else { return [] }
        return report.baseline.cells(of: index, in: counters)
    }

    /// Features below which nothing is a group.
    private static let leastGrouped = 3

    private func group(_ firing: [SubjectJudgement]) -> Judgement? {
        let features = report.baseline.features.count
        guard !window.watched.isShadow, features > Self.leastGrouped else { return nil }
        let share = Double(firing.count) / Double(features)
        let vote: Judgement.Vote
        if firing.count >= Self.leastGrouped, share >= settings.groupShare {
            vote = firing.compactMap { $0.leading?.vote }.max() ?? .between
        } else {
            vote = share < settings.clearFactor * settings.groupShare ? .clear : .between
        }
        return Judgement(
            name: ConditionName(
                watched: window.watched,
                kind: .features,
                rule: .group,
                subject: "features"
            ),
            span: span,
            events: report.rows,
            vote: vote,
            statistic: "firing_share",
            value: share,
            warningFrom: settings.groupShare,
            criticalFrom: settings.groupShare,
            baselineDigest: window.baselineDigest,
            evidence: { DriftEvidence.group(firing, features: features, report) }
        )
    }
}
