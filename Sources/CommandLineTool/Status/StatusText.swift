import Rollout

/// The state of every deployment and its instances, for a person.
struct StatusText {
    let style: TextStyle

    /// Ends in a line feed.
    func text(_ picture: StatusPicture) -> String {
        var lines = [
            style.faint("control log: \(picture.nextOffset) records, state \(picture.digest)")
        ]
        if picture.deployments.isEmpty { lines += ["", "No deployment yet."] }
        for deployment in picture.deployments { lines += [""] + self.lines(deployment, picture) }
        if !picture.strays.isEmpty {
            lines += ["", "Rejected, of no deployment that there is:"]
            lines += rejections(picture.strays, picture.nowMs)
        }
        return lines.map { "\($0)\n" }.joined()
    }

    private func lines(
        _ deployment: StatusPicture.Deployment,
        _ picture: StatusPicture
    ) -> [String] {
        let state = deployment.state
        var lines = ["\(style.strong(state.name)), revision \(style.strong("\(state.revision)"))"]
        lines += RoutingText(style: style).lines(state).map { "  \($0)" }
        let shown = deployment.instances.filter {
            $0.isAlive || picture.nowMs - $0.timeMs < StatusPicture.shownSilenceMs
        }
        lines.append("")
        if shown.isEmpty {
            lines.append("  no instance was heard within the last hour")
        } else {
            let head = ["instance", "revision", "log", "ready", "versions", "breakers", "seen"]
            let rows = shown.map { row($0, picture.nowMs) }
            lines += TextTable.lines([head.map(style.faint)] + rows).map { "  \($0)" }
            lines += GoldenText(style: style).lines(shown).map { "  \($0)" }
        }
        let hidden = deployment.instances.count - shown.count
        if hidden > 0 { lines.append(style.faint("  and \(hidden) not heard for an hour")) }
        if !deployment.rejected.isEmpty {
            lines += ["", "  Rejected lately:"]
            lines += rejections(deployment.rejected, picture.nowMs)
        }
        return lines
    }

    private func row(_ instance: StatusPicture.Instance, _ nowMs: Int64) -> [String] {
        let record = instance.record
        let seen = RelativeTime.text(instance.timeMs, nowMs: nowMs)
        let name = TerminalText.line(record.instance)
        guard instance.isAlive else {
            let how = record.isStopped ? "stopped" : "silent"
            return [name, "\(record.revision)", "–", how, "–", "–", seen].map(style.faint)
        }
        return [
            name, "\(record.revision)", fold(instance.fold), ready(record),
            record.versions.map(version).joined(separator: ", "),
            breakers(record), seen,
        ]
    }

    private func fold(_ fold: StatusPicture.Fold) -> String {
        switch fold {
        case .same: style.good("same")
        case .behind(let count): style.warning("behind by \(count)")
        case .ahead: style.warning("ahead")
        case .other: style.bad("another state")
        }
    }

    private func ready(_ record: StatusRecord) -> String {
        guard !record.isReady else { return style.good("yes") }
        let reasons = TerminalText.line(record.reasons.joined(separator: "; "))
        return style.bad(reasons.isEmpty ? "no" : "no: \(reasons)")
    }

    private func version(_ held: StatusRecord.Version) -> String {
        let name = TerminalText.line(held.version)
        switch held.state {
        case .routable: return name
        case .loading: return style.warning("\(name) loading")
        case .failed:
            let reason = held.reason.map { ": \(TerminalText.line($0))" } ?? ""
            return style.bad("\(name) failed\(reason)")
        }
    }

    private func breakers(_ record: StatusRecord) -> String {
        let open = record.breakers.filter { $0.state != "closed" }
        guard !open.isEmpty else { return record.breakers.isEmpty ? "–" : "closed" }
        return style.bad(
            open.map { TerminalText.line("\($0.version) \($0.state)") }.joined(separator: ", ")
        )
    }

    private func rejections(_ outcomes: [Outcome], _ nowMs: Int64) -> [String] {
        let rows = outcomes.map { outcome in
            [
                RelativeTime.text(outcome.timeMs, nowMs: nowMs),
                TerminalText.line(outcome.issuer ?? "–"),
                outcome.command.map { CommandText.what($0.kind) }
                    ?? TerminalText.line(outcome.kind ?? "no command"),
                style.bad(TerminalText.line(outcome.verdict.reason ?? "")),
            ]
        }
        return TextTable.lines(rows).map { "  \($0)" }
    }
}
