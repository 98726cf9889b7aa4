/// A command that ends with a status other than done, and the sentence for standard error.
struct CommandFailure: Error, CustomStringConvertible {
    let status: ExitStatus
    /// What failed, naming the thing, and what to do about it where that is known.
    let description: String

    init(_ status: ExitStatus, _ description: String) {
        self.status = status
        self.description = description
    }
}
