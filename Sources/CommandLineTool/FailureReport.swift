import Yaml

/// The one place where an error becomes a sentence on standard error and an exit status.
enum FailureReport {
    /// Says what went wrong and chooses the status.
    ///
    /// A reader of standard output that went away is not a failure: whoever reads the first ten
    /// lines and leaves has got what was asked.
    ///
    /// - Parameter error: what a command threw.
    /// - Returns: the status to exit with.
    static func report(_ error: any Error) -> ExitStatus {
        if error is OutputClosed { return .done }
        // On a terminal a progress line may stand where the sentence goes.
        let start = StandardError.isTerminal ? "\r\u{1B}[K" : ""
        StandardError.write("\(start)stream-scorer: \(error)\n")
        switch error {
        case is UsageError, is YamlError: return .wrongUsage
        case let error as CommandFailure: return error.status
        default: return .failed
        }
    }
}
