internal import Observation
internal import Rollout

/// What a pane says by itself: partitions that bring nothing while others go on.
enum PartitionRules {
    /// One a partition that stalls, or stalled before.
    static func judgements(
        of pane: ClosedPane,
        stalledBefore: [ConditionName]
    ) -> [Judgement] {
        let stalled = Set(pane.stalled).sorted().map { partition in
            let name = ConditionName(
                watched: nil,
                kind: .stream,
                rule: .stalled,
                subject: "partition \(partition)"
            )
            return (name: name, sinceMs: pane.silentSinceMs[partition] ?? pane.startMs)
        }
        let goOn = stalledBefore.filter { name in !stalled.contains { $0.name == name } }
        return stalled.map { judgement($0.name, pane, silentSinceMs: $0.sinceMs) }
            + goOn.map { judgement($0, pane, silentSinceMs: nil) }
    }

    private static func judgement(
        _ name: ConditionName,
        _ pane: ClosedPane,
        silentSinceMs: Int64?
    ) -> Judgement {
        Judgement(
            name: name,
            span: .init(
                lengthMs: pane.endMs - pane.startMs,
                endMs: pane.endMs,
                startMs: silentSinceMs
            ),
            events: pane.arms.reduce(0) { adding($0, $1.arm.isShadow ? 0 : $1.rows) },
            vote: silentSinceMs == nil ? .clear : .warning,
            statistic: "stalled",
            value: silentSinceMs == nil ? 0 : 1,
            warningFrom: 1,
            criticalFrom: 1,
            evidence: { [("stalled", .array(pane.stalled.map { .integer($0) }))] }
        )
    }
}
