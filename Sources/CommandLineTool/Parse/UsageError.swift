/// A command line that cannot be understood: what is wrong with it, and where to read more.
struct UsageError: Error, CustomStringConvertible {
    let description: String

    /// - Parameters:
    ///   - problem: what is wrong, naming the word.
    ///   - command: the command whose help explains it; nil for the program's own.
    ///   - group: the group whose help does.
    init(_ problem: String, in command: Command? = nil, group: String? = nil) {
        let words = ["stream-scorer", command?.name ?? group, "--help"].compactMap { $0 }
        let help = words.joined(separator: " ")
        description = "\(problem); see '\(help)'"
    }
}
