/// The words of `--help`.
enum HelpText {
    private static let width = 92
    private static let indent = "  "

    /// What the program is, and its commands.
    static func overview(of table: CommandTable) -> String {
        var lines = [
            "stream-scorer scores feature events from Kafka with LightGBM and XGBoost models:",
            "events in, predictions out, exactly once.",
            "",
            "Usage: stream-scorer COMMAND [options]",
            "",
            "Commands:",
        ]
        lines += columns(table.shownCommands.map { ($0.name, $0.summary) })
        lines += ["", "Each command explains itself: stream-scorer COMMAND --help"]
        lines += ["", "Exit status:"]
        lines += columns(exitStatuses)
        return lines.joined(separator: "\n") + "\n"
    }

    /// The commands of a group.
    static func group(_ group: CommandTable.Group, of table: CommandTable) -> String {
        var lines = ["stream-scorer \(group.name): \(group.summary)", "", "Commands:"]
        lines += columns(table.members(of: group).map { ($0.name, $0.summary) })
        return lines.joined(separator: "\n") + "\n"
    }

    /// Everything about one command.
    static func command(_ command: Command) -> String {
        var lines = ["stream-scorer \(command.name): \(command.summary)", ""]
        lines += ["Usage: \(command.usage)"]
        for paragraph in command.description {
            lines += [""] + TextWrap.wrap(paragraph, width: width)
        }
        if !command.arguments.isEmpty {
            lines += ["", "Arguments:"]
            lines += columns(command.arguments.map { ($0.name, $0.meaning) })
        }
        lines += ["", "Options:"]
        lines += columns(command.shownOptions.map { ($0.signature, $0.explanation) })
        lines += ["", command.examples.count == 1 ? "Example:" : "Examples:"]
        for example in command.examples {
            lines.append(indent + example.line)
            lines += TextWrap.wrap(example.effect, width: width - 6).map { "      " + $0 }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Status and meaning, in order.
    static let exitStatuses: [(String, String)] = [
        ("0", "done"),
        ("1", "what was asked failed, or does not hold"),
        ("2", "wrong usage or configuration; nothing was started"),
        ("3", "the broker cannot be reached in time"),
    ]

    private static func columns(_ rows: [(String, String)]) -> [String] {
        let widest = rows.map(\.0.count).max() ?? 0
        let column = min(widest, 28) + 2
        return rows.flatMap { name, meaning in
            let wrapped = TextWrap.wrap(meaning, width: width - indent.count - column)
            let room = String(repeating: " ", count: column)
            var lines = wrapped.map { indent + room + $0 }
            if name.count < column {
                let padding = String(repeating: " ", count: column - name.count)
                lines[0] = indent + name + padding + (wrapped.first ?? "")
            } else {
                lines.insert(indent + name, at: 0)
            }
            return lines
        }
    }
}
