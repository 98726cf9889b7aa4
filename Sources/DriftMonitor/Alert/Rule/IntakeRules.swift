internal import Rollout

/// What a window says of the events that came: whether they can be read and taken, and come in time.
enum IntakeRules {
    /// The probability of calling a share too large that is at its limit.
    private static let sureness = 0.01
    /// From this share on one window is enough: where no event has a time that is believed, the clock
    /// stands, and the window in which it stands has them all.
    private static let immediateShare = 0.5

    /// Of the stream and of each version.
    static func judgements(of window: FilledWindow, _ settings: AlertSettings) -> [Judgement] {
        let intake = window.intake
        let span = Judgement.Span(lengthMs: window.lengthMs, endMs: window.endMs)
        let unusable = adding(intake.undecodable, intake.refused)
        let outOfTime = adding(adding(intake.late, intake.ahead), intake.untimed)
        let refused = window.versions.filter { $0.refused > 0 }
        let contract = share(
            ConditionName(watched: nil, kind: .stream, rule: .contract, subject: "events"),
            span,
            Rate(unusable, of: adding(intake.rows, intake.undecodable), settings.contractShare),
            statistic: "unusable_share",
            [
                ("formula", .string("(undecodable + refused) / events")),
                ("undecodable", .integer(intake.undecodable)),
                ("refused", .integer(intake.refused)),
                ("by_version", refused.isEmpty ? nil : byVersion(refused)),
            ],
            settings
        )
        let clock = share(
            ConditionName(watched: nil, kind: .stream, rule: .clock, subject: "events"),
            span,
            Rate(outOfTime, of: intake.events, settings.clockShare),
            statistic: "out_of_time_share",
            [
                ("formula", .string("(late + ahead + untimed) / events")),
                ("late", .integer(intake.late)), ("ahead", .integer(intake.ahead)),
                ("untimed", .integer(intake.untimed)),
            ],
            settings
        )
        let versions = window.versions.map { version in
            share(
                ConditionName(
                    watched: version.watched,
                    kind: .version,
                    rule: .contract,
                    subject: "events"
                ),
                span,
                Rate(version.refused, of: version.rows, settings.contractShare),
                statistic: "refused_share",
                [
                    ("formula", .string("refused / events")),
                    ("refused", .integer(version.refused)),
                ],
                settings
            )
        }
        return [contract, clock] + versions
    }

    private static func byVersion(_ refused: [VersionWindow]) -> JSONValue {
        .array(
            refused.prefix(12).map { version in
                .object(of: [
                    ("version", .string(version.watched.version)),
                    ("shadow", version.watched.isShadow ? .bool(true) : nil),
                    ("refused", .integer(version.refused)),
                    ("events", .integer(version.rows)),
                ])
            }
        )
    }

    /// A count of events, of how many, and the share that is a warning.
    private struct Rate {
        let hits: Int
        let events: Int
        let limit: Double

        init(_ hits: Int, of events: Int, _ limit: Double) {
            self.hits = min(hits, events)
            self.events = events
            self.limit = limit
        }

        var value: Double { events > 0 ? Double(hits) / Double(events) : 0 }

        /// How often as many would come by chance if the share were the limit: the binomial's tail.
        var pValue: Double {
            guard hits > 0 else { return 1 }
            return BetaFunction.regularised(limit, Double(hits), Double(events - hits) + 1)
        }
    }

    private static func share(
        _ name: ConditionName,
        _ span: Judgement.Span,
        _ rate: Rate,
        statistic: String,
        _ evidence: [(String, JSONValue?)],
        _ settings: AlertSettings
    ) -> Judgement {
        let pValue = rate.pValue
        let criticalFrom = min(1, rate.limit * settings.thresholds.criticalFactor)
        let vote =
            rate.events < settings.thresholds.leastRows
            ? .silent
            : Judgement.vote(
                rate.value,
                isSure: pValue <= sureness,
                warningFrom: rate.limit,
                criticalFrom: criticalFrom,
                clearFactor: settings.clearFactor
            )
        return Judgement(
            name: name,
            span: span,
            events: rate.events,
            vote: vote,
            statistic: statistic,
            value: rate.value,
            warningFrom: rate.limit,
            criticalFrom: criticalFrom,
            pValue: pValue,
            isImmediate: vote.isHit && rate.value > Self.immediateShare,
            evidence: { evidence }
        )
    }
}
