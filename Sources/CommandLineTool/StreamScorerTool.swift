import Glibc

/// The program `stream-scorer`: arguments in, exit status out.
///
/// `run` reads as the way of one invocation: signals, parse, explain or run, and one place where a
/// failure becomes a message on standard error and an exit status.
enum StreamScorerTool {
    /// Runs the process's own arguments and ends the process with the command's status.
    static func runAndExit() -> Never {
        exit(run(arguments: Array(CommandLine.arguments.dropFirst())).rawValue)
    }

    /// Runs one command line.
    ///
    /// - Parameter arguments: the words after the program's name.
    /// - Returns: the status to exit with; whatever went wrong has been said on standard error.
    static func run(arguments: [String]) -> ExitStatus {
        // A reader that goes away is seen as a failed write, which ends the command in order.
        signal(SIGPIPE, SIG_IGN)
        do {
            let status: ExitStatus
            switch try ArgumentParser(table: .standard).parse(arguments) {
            case .overview: status = try explain(HelpText.overview(of: .standard))
            case .group(let group): status = try explain(HelpText.group(group, of: .standard))
            case .help(let command): status = try explain(HelpText.command(command))
            case .run(let invocation): status = try invocation.command.run(invocation)
            }
            try StandardOutput.flush()
            return status
        } catch {
            // What was found before the failure is a result too.
            try? StandardOutput.flush()
            return FailureReport.report(error)
        }
    }

    private static func explain(_ text: String) throws -> ExitStatus {
        try StandardOutput.write(text)
        return .done
    }
}
