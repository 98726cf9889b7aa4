import Yaml

/// Reads a command line against the table.
///
/// Understands `--name VALUE`, `--name=VALUE`, `-n VALUE`, `-nVALUE` and `--`, after which every
/// word is an argument. Options may stand before the command's words as well as after them.
struct ArgumentParser {
    /// What a command line asks for.
    enum Outcome {
        case overview
        case group(CommandTable.Group)
        case help(Command)
        case run(Invocation)
    }

    let table: CommandTable

    /// Reads the words after the program's name.
    ///
    /// - Parameter words: as the shell passed them.
    /// - Returns: what is asked for, every value checked against the form its option declares.
    /// - Throws: `UsageError` naming the word at fault and, for an unknown one, its nearest known.
    func parse(_ words: [String]) throws(UsageError) -> Outcome {
        let (path, rest) = try splitCommand(words)
        guard let first = path.first else {
            if rest.contains("--version") { return try parse(["version"]) }
            if rest.contains("--help") || rest.contains("-h") { return .overview }
            guard let word = rest.first else {
                throw UsageError("no command given; there are \(list(table.firstWords))")
            }
            throw UsageError("'\(word)' does not say which command")
        }
        if let group = table.group(named: first), path.count == 1 {
            if rest.contains("--help") || rest.contains("-h") { return .group(group) }
            let members = table.members(of: group).map { $0.path[1] }
            guard let word = rest.first(where: { !$0.hasPrefix("-") }) else {
                throw UsageError("'\(first)' needs one of \(list(members)) after it", group: first)
            }
            throw UsageError(unknown("\(first) command", word, among: members), group: first)
        }
        guard let command = table.command(named: path) else {
            throw UsageError(unknown("command", first, among: table.firstWords))
        }
        return try parse(rest, of: command)
    }

    /// Takes the command's words out of the line, leaving everything else in its order.
    private func splitCommand(
        _ words: [String]
    ) throws(UsageError) -> (path: [String], rest: [String]) {
        var rest = words
        guard let at = commandIndex(in: rest) else { return ([], rest) }
        let first = rest.remove(at: at)
        guard table.group(named: first) != nil else { return ([first], rest) }
        guard at < rest.count, table.command(named: [first, rest[at]]) != nil else {
            return ([first], rest)
        }
        let second = rest.remove(at: at)
        return ([first, second], rest)
    }

    /// The first word that is neither an option nor the value of a shared option.
    private func commandIndex(in words: [String]) -> Int? {
        let shared = CommandOption.allShared
        var index = 0
        while index < words.count {
            let word = words[index]
            guard word.hasPrefix("-"), word != "-" else { return index }
            if word == "--" { return nil }
            let takesNext = shared.contains { $0.form != nil && $0.dashed == word }
            index += takesNext ? 2 : 1
        }
        return nil
    }

    private func parse(_ words: [String], of command: Command) throws(UsageError) -> Outcome {
        var values: [String: [String]] = [:]
        var arguments: [String] = []
        var index = 0
        while index < words.count {
            let word = words[index]
            index += 1
            if word == "--" {
                arguments += words[index...]
                break
            }
            guard word.hasPrefix("-"), word != "-" else {
                arguments.append(word)
                continue
            }
            let (option, attached) = try findOption(word, in: command)
            if option.name == CommandOption.help.name { return .help(command) }
            var value = attached ?? ""
            if option.form != nil, attached == nil {
                guard index < words.count else {
                    throw UsageError(
                        "\(option.dashed) needs a value: \(option.signature)",
                        in: command
                    )
                }
                value = words[index]
                index += 1
            }
            try check(value, attached: attached, of: option, in: command)
            if values[option.name] != nil, !option.isRepeatable {
                throw UsageError("\(option.dashed) is given twice", in: command)
            }
            values[option.name, default: []].append(value)
        }
        let invocation = Invocation(command: command, values: values, arguments: arguments)
        try checkComplete(invocation)
        return .run(invocation)
    }

    private func findOption(
        _ word: String,
        in command: Command
    ) throws(UsageError) -> (CommandOption, attached: String?) {
        if word.hasPrefix("--") {
            let parts = word.dropFirst(2).split(
                separator: "=",
                maxSplits: 1,
                omittingEmptySubsequences: false
            )
            let name = String(parts.first ?? "")
            guard name.count > 1, let option = command.option(named: name) else {
                throw UsageError(unknownOption("--\(name)", in: command), in: command)
            }
            return (option, parts.count == 2 ? String(parts[1]) : nil)
        }
        let letter = String(word.dropFirst().prefix(1))
        guard let option = command.option(named: letter) else {
            throw UsageError(unknownOption(word, in: command), in: command)
        }
        let attached = word.dropFirst(2)
        return (option, attached.isEmpty ? nil : String(attached))
    }

    private func check(
        _ value: String,
        attached: String?,
        of option: CommandOption,
        in command: Command
    ) throws(UsageError) {
        guard let form = option.form else {
            guard attached == nil else {
                throw UsageError("\(option.dashed) takes no value", in: command)
            }
            return
        }
        guard let complaint = form.complaint(about: value) else { return }
        throw UsageError("\(option.dashed) is '\(value)' but must be \(complaint)", in: command)
    }

    private func checkComplete(_ invocation: Invocation) throws(UsageError) {
        let command = invocation.command
        for option in command.options where option.isRequired && !invocation.has(option.name) {
            throw UsageError(
                "\(option.signature) is missing: \(option.meaning)",
                in: command
            )
        }
        let given = invocation.arguments
        let required = command.arguments.filter(\.isRequired)
        if given.count < required.count {
            let missing = required[given.count]
            throw UsageError("\(missing.name) is missing: \(missing.meaning)", in: command)
        }
        if given.count > command.arguments.count {
            throw UsageError(
                "'\(given[command.arguments.count])' is one argument too many",
                in: command
            )
        }
        for (argument, value) in zip(command.arguments, given) {
            guard let complaint = argument.form.complaint(about: value) else { continue }
            throw UsageError("\(argument.name) is '\(value)' but must be \(complaint)", in: command)
        }
    }

    private func unknownOption(_ word: String, in command: Command) -> String {
        unknown("option", word, among: command.shownOptions.map(\.dashed))
    }

    private func unknown(_ what: String, _ word: String, among known: [String]) -> String {
        guard let nearest = nearestName(to: word, among: known) else {
            return "unknown \(what) '\(word)'; there are \(list(known))"
        }
        return "unknown \(what) '\(word)'; the nearest is '\(nearest)'"
    }

    private func list(_ names: [String]) -> String {
        names.joined(separator: ", ")
    }
}
