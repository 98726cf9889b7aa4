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
            ConditionName(
                watched: nil,
                kind: .stream,
                rule: .stalled,
                subject: "partition \(partition)"
            )
        }
        let goOn = stalledBefore.filter { !stalled.contains($0) }
        return stalled.map { judgement($0, pane, isStalled: true) }
            + goOn.map { judgement($0, pane, isStalled: false) }
    }

    private static func judgement(
        _ name: ConditionName,
        _ pane: ClosedPane,
        isStalled: Bool
    ) -> Judgement {
        Judgement(
            name: name,
            span: .init(lengthMs: pane.endMs - pane.startMs, endMs: pane.endMs),
            events: pane.arms.reduce(0) { adding($0, $1.arm.isShadow ? 0 : $1.rows) },
            vote: isStalled ? .warning : .clear,
            statistic: "stalled",
            value: isStalled ? 1 : 0,
            warningFrom: 1,
            criticalFrom: 1,
            evidence: { [("stalled", .array(pane.stalled.map { .integer($0) }))] }
        )
    }
}
