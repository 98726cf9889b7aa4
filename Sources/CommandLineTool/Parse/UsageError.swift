/// A command line that cannot be understood: what is wrong with it, and where to read more.
struct UsageError: Error, CustomStringConvertible {
    let description: String

    /// - Parameters:
    ///   - problem: what is wrong, naming the word.
    ///   - command: the command whose help explains it; nil for the program's own.
    init(_ problem: String, in command: Command? = nil) {
        let help = command.map { "stream-scorer \($0.name) --help" } ?? "stream-scorer --help"
        description = "\(problem); see '\(help)'"
    }
}
