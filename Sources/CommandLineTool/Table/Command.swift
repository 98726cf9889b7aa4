/// One command: everything said about it, and what it runs.
struct Command: Sendable {
    /// A command line to copy, and what it does.
    struct Example: Sendable {
        let line: String
        let effect: String
    }

    /// The words that name it: `["topics", "create"]`.
    let path: [String]
    /// One line, without a full stop, for lists.
    let summary: String
    /// Paragraphs, for the command's own help.
    let description: [String]
    let arguments: [CommandArgument]
    /// Its own options first, then the shared ones it honours.
    let options: [CommandOption]
    let examples: [Example]
    let isHidden: Bool
    let run: @Sendable (Invocation) throws -> ExitStatus

    init(
        _ path: String,
        summary: String,
        description: [String],
        arguments: [CommandArgument] = [],
        options: [CommandOption] = [],
        shared: [CommandOption] = [],
        examples: [Example],
        hidden: Bool = false,
        run: @escaping @Sendable (Invocation) throws -> ExitStatus
    ) {
        self.path = path.split(separator: " ").map(String.init)
        self.summary = summary
        self.description = description
        self.arguments = arguments
        self.options = options + shared + [.help]
        self.examples = examples
        isHidden = hidden
        self.run = run
    }

    /// As typed after the program's name.
    var name: String { path.joined(separator: " ") }

    /// The options that the help and completion show.
    var shownOptions: [CommandOption] { options.filter { !$0.isHidden } }

    /// The usage line: `stream-scorer produce --topic NAME [options] [FILE]`.
    var usage: String {
        var words = ["stream-scorer"] + path
        words += options.filter(\.isRequired).map { "\($0.dashed) \($0.placeholder)" }
        words.append("[options]")
        words += arguments.map(\.signature)
        return words.joined(separator: " ")
    }

    /// Finds an option by what was typed.
    func option(named name: String) -> CommandOption? {
        options.first { $0.name == name || $0.letter.map(String.init) == name }
    }
}
