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
        switch error {
        case is OutputClosed: return .done
        case let error as UsageError:
            StandardError.write("stream-scorer: \(error)\n")
            return .wrongUsage
        case let error as CommandFailure:
            StandardError.write("stream-scorer: \(error)\n")
            return error.status
        default:
            StandardError.write("stream-scorer: \(error)\n")
            return .failed
        }
    }
}
