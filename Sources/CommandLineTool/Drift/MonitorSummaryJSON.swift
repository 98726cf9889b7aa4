import DriftMonitor
import Operations

/// What a run of the monitor came to, for programs.
enum MonitorSummaryJSON {
    static func value(_ summaries: [RunSummary]) -> JSONValue {
        .object([("deployments", .array(summaries.map(deployment)))])
    }

    private static func deployment(_ summary: RunSummary) -> JSONValue {
        let tally = summary.tally
        return .object([
            ("deployment", .string(summary.deployment)),
            ("from_ms", time(tally.fromMs)),
            ("to_ms", time(tally.toMs)),
            ("panes", .integer(tally.panes)),
            ("events", .integer(tally.events)),
            ("undecodable", .integer(tally.undecodable)),
            ("late", .integer(tally.late)),
            ("ahead", .integer(tally.ahead)),
            ("untimed", .integer(tally.untimed)),
            ("labels", summary.joined.map(labels) ?? .null),
            ("firing", .integer(summary.firing)),
            ("alerts", .object(tally.alerts.map { ($0.rule, alerts($0.alerts)) })),
            ("versions", .array(tally.versions.map(version))),
            ("forgotten_versions", .integer(tally.forgotten)),
        ])
    }

    private static func labels(_ counts: JoinCounts) -> JSONValue {
        .object([
            ("labels", .integer(counts.labels)), ("joined", .integer(counts.joined)),
            ("early", .integer(counts.early)), ("duplicate", .integer(counts.duplicate)),
            ("late", .integer(counts.late)), ("orphan", .integer(counts.orphan)),
            ("unmatched", .integer(counts.unmatched)), ("unfit", .integer(counts.unfit)),
            ("held", .integer(counts.held)),
            ("predictions", .integer(counts.predictions)),
            ("labelled", .integer(counts.labelled)),
            ("unlabelled", .integer(counts.unlabelled)),
            ("waiting", .integer(counts.waiting)), ("dropped", .integer(counts.dropped)),
        ])
    }

    private static func alerts(_ counts: AlertCounts) -> JSONValue {
        .object([
            ("warnings", .integer(counts.warnings)), ("criticals", .integer(counts.criticals)),
            ("ended", .integer(counts.ended)),
        ])
    }

    private static func version(_ version: VersionTally) -> JSONValue {
        .object([
            ("version", .string(version.version)),
            ("served", version.served.isEmpty ? .null : arm(version.served)),
            ("shadow", version.shadow.isEmpty ? .null : arm(version.shadow)),
            ("alerts", alerts(version.alerts)),
            (
                "commands",
                .object(
                    version.commands.sorted { $0.key < $1.key }.map { ($0.key, .integer($0.value)) }
                )
            ),
        ])
    }

    private static func arm(_ arm: ArmTally) -> JSONValue {
        let delays = arm.sums?.delays
        return .object([
            ("events", .integer(arm.events)), ("failed", .integer(arm.failed)),
            ("refused", .integer(arm.refused)), ("panes", .integer(arm.panes)),
            ("predictions", .integer(arm.predictions)), ("labelled", .integer(arm.labelled)),
            ("aged", .integer(arm.aged)), ("coverage", number(arm.coverage)),
            ("quality", figures(arm.sums?.figures.all ?? [])),
            (
                "label_delay_ms",
                .object(
                    [("mean", number(delays?.meanMs))]
                        + DelayHistogram.shownShares.map {
                            ("p\(Int($0 * 100))", number(delays?.quantileMs($0)))
                        }
                )
            ),
            ("months", .array(arm.months.map(month))),
        ])
    }

    private static func month(_ month: MonthTally) -> JSONValue {
        .object([
            ("month", .string(MonitorSummaryText.name(of: month))),
            ("events", .integer(month.events)), ("predictions", .integer(month.predictions)),
            ("labelled", .integer(month.labelled)), ("quality", figures(month.figures)),
        ])
    }

    private static func figures(_ all: [(metric: QualityMetric, value: Double)]) -> JSONValue {
        .object(all.map { ($0.metric.rawValue, .number($0.value)) })
    }

    private static func time(_ timeMs: Int64?) -> JSONValue {
        timeMs.map { .integer(Int($0)) } ?? .null
    }

    private static func number(_ value: Double?) -> JSONValue {
        value.map(JSONValue.number) ?? .null
    }
}
