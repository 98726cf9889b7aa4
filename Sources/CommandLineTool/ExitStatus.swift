/// What the process's exit status tells a script.
enum ExitStatus: Int32, Sendable {
    /// What was asked was done, and what was asked about holds.
    case done = 0
    /// What was asked failed, or what was asked about does not hold.
    case failed = 1
    /// The command line or the configuration is wrong; nothing was started.
    case wrongUsage = 2
    /// The broker could not be reached in time.
    case brokerUnreachable = 3
}
