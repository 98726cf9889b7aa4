internal import Observation
internal import Rollout

/// What a window says of the baseline that rows are counted by.
enum BaselineRules {
    /// Whether it has changed, and whether it is at hand: `isKnown`.
    static func judgements(
        of version: VersionWindow,
        _ span: Judgement.Span,
        isKnown: Bool
    ) -> [Judgement] {
        guard let digest = version.baselineDigest else { return [] }
        func judgement(
            _ subject: String,
            _ statistic: String,
            _ isHit: Bool,
            _ evidence: [(String, JSONValue?)]
        ) -> Judgement {
            Judgement(
                name: ConditionName(
                    watched: version.watched,
                    kind: .version,
                    rule: .baseline,
                    subject: subject
                ),
                span: span,
                events: version.rows,
                vote: isHit ? .warning : .clear,
                statistic: statistic,
                value: isHit ? 1 : 0,
                warningFrom: 1,
                criticalFrom: 1,
                baselineDigest: digest,
                isImmediate: true,
                evidence: { evidence }
            )
        }
        let before = version.replacedDigest
        return [
            judgement(
                "counters",
                "replaced",
                before != nil,
                [("before", before.map { .string($0) }), ("now", .string(digest))]
            ),
            judgement("file", "missing", !isKnown, [("digest", .string(digest))]),
        ]
    }
}
