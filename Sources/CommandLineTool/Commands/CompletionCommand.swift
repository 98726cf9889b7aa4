extension Command {
    static let completion = Command(
        "completion",
        summary: "prints a completion script for bash, zsh or fish",
        description: [
            "The script completes commands, options, file names and the values that are known "
                + "beforehand. It is written from the same table as this help."
        ],
        arguments: [
            CommandArgument(
                name: "SHELL",
                form: .choice(CompletionScript.shells),
                isRequired: true,
                meaning: "bash, zsh or fish"
            )
        ],
        examples: [
            Example(
                line: "source <(stream-scorer completion bash)",
                effect: "completes in this session of bash"
            ),
            Example(
                line:
                    "stream-scorer completion fish > ~/.config/fish/completions/stream-scorer.fish",
                effect: "completes in every session of fish"
            ),
        ],
        run: CompletionCommand.run
    )
}

/// `stream-scorer completion`.
enum CompletionCommand {
    static func run(_ invocation: Invocation) throws -> ExitStatus {
        try StandardOutput.write(
            CompletionScript.script(for: invocation.arguments[0], of: .standard)
        )
        return .done
    }
}
