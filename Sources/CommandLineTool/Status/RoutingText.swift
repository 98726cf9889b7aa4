import Rollout

/// What a deployment serves, in words, a line each.
struct RoutingText {
    let style: TextStyle

    /// Champion first, then what takes events from it, then what is said of the whole.
    func lines(_ state: DeploymentState) -> [String] {
        let declaration = state.declaration
        var rows: [(String, String)] = [
            ("topics", "\(declaration.input.topic) → \(declaration.output.topic)"),
            ("model", declaration.model),
            (
                "champion",
                style.strong(state.champion)
                    + (state.previousChampion.map { ", before it \($0)" } ?? "")
            ),
        ]
        rows += state.rules.map { ("rule", TerminalText.line(CommandText.rule($0))) }
        rows += state.canaries.map { canary in
            let share = CommandText.percent(weight: canary.weight)
            return (
                "canary", "\(canary.version) \(share) by \(TerminalText.line(state.sticky.text))"
            )
        }
        rows += state.shadows.map { shadow in
            ("shadow", "\(shadow.version) \(CommandText.percent(sample: shadow.sampleMillionths))")
        }
        if !declaration.fallback.isEmpty {
            let chain = declaration.fallback.map { entry in
                switch entry {
                case .version(let version): version
                case .constant(let value): "\(value)"
                }
            }
            rows.append(("fallback", chain.joined(separator: ", then ")))
        }
        if !state.loaded.isEmpty { rows.append(("held", state.loaded.joined(separator: ", "))) }
        rows += notes(state).map { ("note", style.warning($0)) }
        return rows.map { TextTable.padded($0, 10) + $1 }
    }

    private func notes(_ state: DeploymentState) -> [String] {
        var notes: [String] = []
        if let revision = state.latchedAt {
            notes.append(
                "latched since the rollback of revision \(revision); 'control release' ends it"
            )
        }
        if state.isFrozen { notes.append("frozen: automatic commands are refused") }
        if state.isPaused { notes.append("paused: no events are taken") }
        return notes
    }
}
