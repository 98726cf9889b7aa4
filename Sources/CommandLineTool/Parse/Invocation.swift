/// A command line that has been understood: the command with values in the forms it declares.
struct Invocation: Sendable {
    let command: Command
    /// By option name, in the order given; a flag's entry is empty strings, one a time given.
    let values: [String: [String]]
    let arguments: [String]

    /// Whether an option or a flag was given.
    func has(_ option: String) -> Bool {
        requireDeclared(option)
        return values[option] != nil
    }

    /// The value of an option: the last one given, else its default, else nil.
    func text(_ option: String) -> String? {
        let declared = requireDeclared(option)
        return values[option]?.last ?? declared.fallback
    }

    /// The value of a required option.
    ///
    /// - Precondition: the table declares it as required or with a default.
    func requiredText(_ option: String) -> String {
        guard let value = text(option) else {
            preconditionFailure("--\(option) of '\(command.name)' is not declared as required")
        }
        return value
    }

    /// Every value of a repeatable option, in the order given.
    func texts(_ option: String) -> [String] {
        requireDeclared(option)
        return values[option] ?? []
    }

    /// The value of an option declared as a whole number; the parser has checked its range.
    func integer(_ option: String) -> Int? {
        text(option).flatMap { Int($0) }
    }

    /// The value of an option declared as a number; the parser has checked its range.
    func number(_ option: String) -> Double? {
        text(option).flatMap { Double($0) }
    }

    /// The values of a `NAME=VALUE` option, split at the first `=`.
    func assignments(_ option: String) -> [(name: String, value: String)] {
        texts(option).compactMap { text in
            guard let equals = text.firstIndex(of: "=") else { return nil }
            return (String(text[..<equals]), String(text[text.index(after: equals)...]))
        }
    }

    @discardableResult
    private func requireDeclared(_ name: String) -> CommandOption {
        guard let option = command.options.first(where: { $0.name == name }) else {
            preconditionFailure("'\(command.name)' declares no option '\(name)'")
        }
        return option
    }
}
