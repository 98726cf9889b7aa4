import Operations
import Rollout
import Yaml

/// Which deployment a command is about when the command line does not say.
enum DeploymentChoice {
    /// The one that is named, else the configuration's only one, else the log's.
    ///
    /// - Throws: `UsageError` when there are several or none, naming them.
    static func choose(
        _ invocation: Invocation,
        _ access: BrokerAccess,
        _ state: ControlState
    ) throws(UsageError) -> String {
        if let name = invocation.text("deployment") { return name }
        let declared = access.configuration?.deployments.map(\.name) ?? []
        let names = declared.isEmpty ? state.deployments.keys.sorted() : declared
        guard let name = names.first, names.count == 1 else {
            throw UsageError(
                names.isEmpty
                    ? "the control log holds no deployment yet: name one with --deployment"
                    : "which one is meant? Name it: --deployment "
                        + names.map { TerminalText.line($0) }.joined(separator: "|"),
                in: invocation.command
            )
        }
        return name
    }

    /// The deployment with this name, or how to find one.
    ///
    /// - Throws: `CommandFailure` naming the nearest.
    static func require(
        _ name: String,
        in state: ControlState
    ) throws(CommandFailure) -> DeploymentState {
        if let found = state.deployments[name] { return found }
        let known = state.deployments.keys.sorted()
        let hint = nearestName(to: name, among: known).map { "; the nearest is '\($0)'" } ?? ""
        throw CommandFailure(
            .failed,
            "the control log holds no deployment '\(TerminalText.line(name))'\(hint)"
        )
    }
}
