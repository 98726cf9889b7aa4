extension Command {
    static let help = Command(
        "help",
        summary: "explains a command, or lists them all",
        description: ["The same as COMMAND --help, and without COMMAND the same as --help."],
        arguments: [
            CommandArgument(
                name: "COMMAND",
                form: .text,
                isRequired: false,
                meaning: "the command's first word"
            ),
            CommandArgument(
                name: "WORD",
                form: .text,
                isRequired: false,
                meaning: "its second word, where it has two"
            ),
        ],
        options: [
            .flag("markdown", hidden: true, "prints the reference of every command as Markdown")
        ],
        examples: [
            Example(line: "stream-scorer help produce", effect: "explains how to feed a topic")
        ],
        run: HelpCommand.run
    )
}

/// `stream-scorer help`.
enum HelpCommand {
    static func run(_ invocation: Invocation) throws -> ExitStatus {
        let table = CommandTable.standard
        try StandardOutput.write(text(for: invocation, of: table))
        return .done
    }

    private static func text(
        for invocation: Invocation,
        of table: CommandTable
    ) throws(UsageError) -> String {
        if invocation.has("markdown") { return MarkdownReference.document(of: table) }
        guard let first = invocation.arguments.first else { return HelpText.overview(of: table) }
        switch try ArgumentParser(table: table).parse(invocation.arguments + ["--help"]) {
        case .help(let command): return HelpText.command(command)
        case .group(let group): return HelpText.group(group, of: table)
        case .overview, .run: throw UsageError("'\(first)' is not a command")
        }
    }
}
