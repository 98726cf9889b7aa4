/// `docs/commands.md`, written from the table.
enum MarkdownReference {
    /// The whole document, ending in a line feed.
    static func document(of table: CommandTable) -> String {
        var lines = [
            "# Commands",
            "",
            "`stream-scorer COMMAND [options]`. Results go to standard output, everything else to "
                + "standard error. Options may stand before or after the command and its arguments; "
                + "`--name VALUE` and `--name=VALUE` are the same, and `--` ends the options. "
                + "This page is what `stream-scorer help --markdown` prints.",
            "",
            "| exit status | meaning |",
            "| --- | --- |",
        ]
        lines += HelpText.exitStatuses.map { "| \($0.0) | \($0.1) |" }
        lines += ["", "| command | does |", "| --- | --- |"]
        lines += table.shownCommands.map { command in
            "| [`\(command.name)`](#\(anchor(command))) | \(cell(command.summary)) |"
        }
        for command in table.shownCommands { lines += section(of: command) }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func section(of command: Command) -> [String] {
        var lines = ["", "## \(command.name)", "", "    \(command.usage)"]
        for paragraph in command.description { lines += ["", paragraph] }
        if !command.arguments.isEmpty {
            lines += ["", "| argument | meaning |", "| --- | --- |"]
            lines += command.arguments.map { "| `\($0.signature)` | \(cell($0.meaning)) |" }
        }
        lines += ["", "| option | unit | default | meaning |", "| --- | --- | --- | --- |"]
        lines += command.shownOptions.map(row)
        for example in command.examples {
            lines += ["", sentence(example.effect) + ":", "", "    \(example.line)"]
        }
        return lines
    }

    private static func row(of option: CommandOption) -> String {
        var meaning = option.meaning
        if option.isRequired { meaning += "; required" }
        if option.isRepeatable { meaning += "; may be repeated" }
        if case .choice(let names)? = option.form {
            meaning += "; one of \(names.map { "`\($0)`" }.joined(separator: ", "))"
        }
        let fallback = option.fallback.map { "`\($0)`" } ?? ""
        return "| `\(option.signature)` | \(option.unit ?? "") | \(fallback) | \(cell(meaning)) |"
    }

    private static func anchor(_ command: Command) -> String {
        command.path.joined(separator: "-")
    }

    /// A bar would end the cell.
    private static func cell(_ text: String) -> String {
        text.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
    }

    private static func sentence(_ text: String) -> String {
        text.prefix(1).uppercased() + text.dropFirst()
    }
}
