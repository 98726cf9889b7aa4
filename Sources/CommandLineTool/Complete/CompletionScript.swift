/// Completion scripts, written from the table: nothing runs the program while completing.
enum CompletionScript {
    /// The shells there are scripts for.
    static let shells = ["bash", "zsh", "fish"]

    /// The script for a shell, which must be one of `shells`.
    static func script(for shell: String, of table: CommandTable) -> String {
        switch shell {
        case "zsh": ZshCompletion.script(of: table)
        case "fish": FishCompletion.script(of: table)
        default: BashCompletion.script(of: table)
        }
    }

    /// A word in single quotes, as every one of the shells reads it.
    static func quote(_ text: String) -> String {
        "'"
            + text.split(separator: "'", omittingEmptySubsequences: false).joined(
                separator: "'\\''"
            )
            + "'"
    }
}
