import DriftMonitor
import Operations
import Rollout

/// An alert for people: what was compared, how the number came about, what else is known.
struct AlertText {
    typealias Value = Rollout.JSONValue

    let style: TextStyle

    /// A line of the list of alerts.
    func row(_ alert: Alert) -> [String] {
        [
            String(alert.id.prefix(12)), WallClock.rfc3339(alert.timeMs), severity(alert),
            TerminalText.line(alert.deployment), alert.rule,
            TerminalText.line(subject(alert)), Figures.short(alert.value),
            Figures.short(alert.threshold),
        ]
    }

    /// Everything about an alert.
    func lines(_ alert: Alert) -> [String] {
        var lines = [
            "\(style.strong(alert.rule)) of \(TerminalText.line(subject(alert))): \(severity(alert))",
            "",
        ]
        lines += TextTable.lines([
            ["alert", alert.id],
            ["deployment", TerminalText.line(alert.deployment)],
            ["judged", stretch(alert.stretch)],
            ["decided", WallClock.rfc3339(alert.timeMs)],
            [alert.statistic, comparison(alert)],
        ])
        if let formula = alert.evidence["formula"] {
            lines += ["", "\(alert.statistic) = \(text(formula))"]
        }
        if let cells = alert.evidence["cells"] { lines += [""] + cellLines(cells) }
        for (name, title) in [
            ("features", "features that moved"), ("scores", "scores that moved"),
            ("folded", "what goes with it"),
        ] {
            guard case .array(let findings)? = alert.evidence[name], !findings.isEmpty else {
                continue
            }
            lines += ["", title] + TextTable.lines(findings.map(findingRow))
        }
        if let command = ReplayLine.text(alert) {
            lines += ["", "to score again what it has answered", "  \(command)"]
        }
        let rest = members(of: alert.evidence).filter {
            !["formula", "cells", "features", "scores", "folded"].contains($0.name)
        }
        if !rest.isEmpty { lines += ["", "evidence"] + outline(rest, depth: 1) }
        return lines
    }

    private func subject(_ alert: Alert) -> String {
        guard let version = alert.version, version != alert.subject else { return alert.subject }
        return "\(alert.subject) (\(version))"
    }

    private func severity(_ alert: Alert) -> String {
        guard alert.state == .firing else { return style.good("resolved") }
        let word = alert.severity.rawValue
        return alert.severity == .critical ? style.bad(word) : style.warning(word)
    }

    private func stretch(_ stretch: Alert.Stretch) -> String {
        "\(WallClock.rfc3339(stretch.fromMs)) to \(WallClock.rfc3339(stretch.toMs)), "
            + "\(Figures.grouped(stretch.events)) events"
    }

    private func comparison(_ alert: Alert) -> String {
        let chance = alert.pValue.map { ", by chance with p \(Figures.probability($0))" } ?? ""
        return "\(Figures.short(alert.value)), against \(Figures.short(alert.threshold))\(chance)"
    }

    private func cellLines(_ cells: Value) -> [String] {
        guard case .array(let cells) = cells else { return [] }
        let rows = cells.map { cell -> [String] in
            let meaning = members(of: cell)
                .filter { !["before", "now", "part"].contains($0.name) }
                .map { "\($0.name) \(text($0.value))" }.joined(separator: ", ")
            return [
                "  \(meaning)", text(cell["before"]), text(cell["now"]), text(cell["part"]),
            ]
        }
        return TextTable.lines([["  bin", "before", "now", "part"]] + rows)
    }

    private func findingRow(_ finding: Value) -> [String] {
        [
            "  \(text(finding["subject"]))", text(finding["rule"]), text(finding["statistic"]),
            text(finding["value"]), "from \(text(finding["threshold"]))",
        ]
    }

    private func members(of value: Value) -> [Value.Member] {
        guard case .object(let members) = value else { return [] }
        return members
    }

    private func outline(_ members: [Value.Member], depth: Int) -> [String] {
        let indent = String(repeating: "  ", count: depth)
        return members.flatMap { member -> [String] in
            switch member.value {
            case .object(let inner):
                return ["\(indent)\(TerminalText.line(member.name))"]
                    + outline(inner, depth: depth + 1)
            case .array(let values) where values.contains(where: { !self.members(of: $0).isEmpty }):
                return ["\(indent)\(TerminalText.line(member.name))"]
                    + values.map { value in
                        indent + "  "
                            + self.members(of: value).map { "\($0.name) \(text($0.value))" }
                            .joined(separator: ", ")
                    }
            default:
                return ["\(indent)\(TerminalText.line(member.name))  \(text(member))"]
            }
        }
    }

    /// A member's value; times in words.
    private func text(_ member: Value.Member) -> String {
        if ["since", "from", "to"].contains(member.name), case .number(let digits) = member.value,
            let milliseconds = Int64(digits)
        {
            return WallClock.rfc3339(milliseconds)
        }
        return text(member.value)
    }

    private func text(_ value: Value?) -> String {
        switch value {
        case nil: ""
        case .null?: "none"
        case .bool(let flag)?: flag ? "yes" : "no"
        case .number(let digits)?:
            Int(digits).map(Figures.grouped) ?? Double(digits).map(Figures.short) ?? digits
        case .string(let text)?: TerminalText.line(text)
        case .array(let values)?: values.map { text($0) }.joined(separator: ", ")
        case .object(let members)?:
            members.map { "\(TerminalText.line($0.name)) \(text($0.value))" }
                .joined(separator: ", ")
        }
    }
}
