import Operations
import Rollout
import StreamScorer

extension ReplayCommand {
    /// Whose events they are: what the control log says of it, else the configuration.
    static func deployment(
        _ invocation: Invocation,
        _ configuration: ServeConfiguration,
        _ access: BrokerAccess
    ) throws -> ReplayDeployment {
        var log: ControlState?
        if try TopicLookup.isThere(configuration.topics.control, access) {
            let topics = try ControlTopics(access, withStatus: false)
            try topics.readToEnd { _ in }
            log = topics.state
        }
        let name = try DeploymentChoice.choose(invocation, access, log ?? ControlState())
        let found: ReplayDeployment
        do throws(ScoringError) {
            found = try ReplayDeployment(named: name, configuration, log)
        } catch {
            throw CommandFailure(.wrongUsage, "\(error)")
        }
        let source =
            found.revision.map { "as revision \($0) of the control log has it" }
            ?? "as the configuration has it, for the control log does not"
        StandardError.write("replay: deployment \(name) \(source)\n")
        if !found.differences.isEmpty {
            let what = found.differences.joined(separator: ", ")
            StandardError.write("replay: the configuration differs in \(what): not used\n")
        }
        return found
    }
}
