/// Completion for fish, one `complete` line an option.
enum FishCompletion {
    /// The script, to be saved as `stream-scorer.fish` in fish's completions folder, or sourced.
    static func script(of table: CommandTable) -> String {
        var lines = [
            "# fish completion for stream-scorer. Load it with:",
            "#   stream-scorer completion fish | source",
            "complete -c stream-scorer -f",
        ]
        for word in table.firstWords {
            let summary =
                table.group(named: word)?.summary ?? table.command(named: [word])?.summary ?? ""
            lines.append(
                "complete -c stream-scorer -n __fish_use_subcommand -a \(word) -d "
                    + quote(summary)
            )
        }
        for group in table.groups {
            let members = table.members(of: group)
            let names = members.map { $0.path[1] }.joined(separator: " ")
            for member in members {
                let condition =
                    "__fish_seen_subcommand_from \(group.name); "
                    + "and not __fish_seen_subcommand_from \(names)"
                lines.append(
                    "complete -c stream-scorer -n \(quote(condition)) -a \(member.path[1]) -d "
                        + quote(member.summary)
                )
            }
        }
        for command in table.shownCommands { lines += optionLines(of: command) }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func optionLines(of command: Command) -> [String] {
        let condition = command.path.map { "__fish_seen_subcommand_from \($0)" }
            .joined(separator: "; and ")
        let start = "complete -c stream-scorer -n \(quote(condition))"
        var lines = command.shownOptions.map { option in
            let name = option.name.count == 1 ? "-s \(option.name)" : "-l \(option.name)"
            let letter = option.letter.map { " -s \($0)" } ?? ""
            let value = option.form.map { " \(isFile($0) ? "-r" : "-x")\(action(for: $0))" } ?? ""
            return "\(start) \(name)\(letter)\(value) -d \(quote(option.meaning))"
        }
        if let form = command.arguments.first?.form {
            let action = action(for: form)
            if !action.isEmpty { lines.append(start + action) }
        }
        return lines
    }

    private static func action(for form: ValueForm) -> String {
        switch form {
        case .file: " -F"
        case .folder: " -a '(__fish_complete_directories)'"
        default:
            form.candidates.isEmpty
                ? "" : " -a " + quote(form.candidates.joined(separator: " "))
        }
    }

    private static func isFile(_ form: ValueForm) -> Bool {
        if case .file = form { return true }
        return false
    }

    /// Inside single quotes fish reads `\\` and `\'` as the character alone.
    private static func quote(_ text: String) -> String {
        let escaped = text.reduce(into: "") { result, character in
            if character == "'" || character == "\\" { result.append("\\") }
            result.append(character)
        }
        return "'\(escaped)'"
    }
}
