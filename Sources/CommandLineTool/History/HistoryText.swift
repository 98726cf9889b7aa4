import Operations
import Rollout

/// The control log as a table.
struct HistoryText {
    let style: TextStyle
    let nowMs: Int64
    /// Whether what a program's command rests on is shown under it.
    var showsEvidence = false

    /// The table; with a time, what was served then under it.
    func lines(_ shown: [Outcome], _ found: HistoryCommand.Found) -> [String] {
        var lines: [String] = []
        if shown.isEmpty {
            lines = [found.atMs == nil ? "No command yet." : "No command up to then."]
        } else {
            let head = ["when", "deployment", "revision", "who", "what", "why", "verdict"]
            let rows = TextTable.lines([head.map(style.faint)] + shown.map(row))
            lines = [rows[0]]
            for (line, outcome) in zip(rows.dropFirst(), shown) {
                lines.append(line)
                if showsEvidence { lines += evidence(of: outcome) }
            }
        }
        guard let atMs = found.atMs else { return lines }
        lines += ["", "At \(time(atMs)) served:"]
        guard !found.deployments.isEmpty else { return lines + ["  nothing"] }
        for state in found.deployments {
            lines.append("  \(style.strong(state.name)), revision \(state.revision)")
            lines += RoutingText(style: style).lines(state).map { "    \($0)" }
        }
        return lines
    }

    private func row(_ outcome: Outcome) -> [String] {
        let verdict: String
        switch outcome.verdict {
        case .accepted: verdict = style.good("accepted")
        case .ignored(let reason): verdict = style.faint("ignored: \(TerminalText.line(reason))")
        case .rejected(let reason): verdict = style.bad("rejected: \(TerminalText.line(reason))")
        }
        return [
            "\(time(outcome.timeMs)) (\(RelativeTime.text(outcome.timeMs, nowMs: nowMs)))",
            TerminalText.line(outcome.deployment ?? "–"),
            outcome.revision.map { "\($0)" } ?? "–",
            TerminalText.line(outcome.issuer ?? "–"),
            outcome.command.map { CommandText.what($0.kind) }
                ?? TerminalText.line(outcome.kind ?? "–"),
            TerminalText.line(outcome.command?.reason ?? ""),
            verdict,
        ]
    }

    /// A line a member, cut where it is long: `--json` has it whole.
    private func evidence(of outcome: Outcome) -> [String] {
        guard case .object(let members)? = outcome.command?.evidence else { return [] }
        return TextTable.lines(
            members.map { member in
                let text = String(decoding: member.value.encoded(), as: UTF8.self)
                return [
                    "    " + style.faint(TerminalText.line(member.name)),
                    TerminalText.line(text, widest: 240),
                ]
            }
        )
    }

    private func time(_ timeMs: Int64) -> String { WallClock.rfc3339(timeMs) }
}
