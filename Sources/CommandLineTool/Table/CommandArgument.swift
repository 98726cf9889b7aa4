/// A positional argument of a command.
struct CommandArgument: Sendable {
    /// What the help calls it: `FILE`.
    let name: String
    let form: ValueForm
    let isRequired: Bool
    let meaning: String

    /// As the usage line shows it.
    var signature: String { isRequired ? name : "[\(name)]" }
}
