import FoundationEssentials
import Operations
import Rollout

/// `stream-scorer control KIND`: one command, written to the log and followed to the instances.
///
/// `run` reads as its way: read the log, make the command, write it, wait, say what came of it.
enum ControlCommand {
    /// Makes the kind of a command line; `deployment` is the one that it is about.
    typealias MakeKind =
        @Sendable (
            _ invocation: Invocation, _ access: BrokerAccess, _ deployment: String
        ) throws -> LogCommand.Kind

    static func run(_ invocation: Invocation, _ make: MakeKind) throws -> ExitStatus {
        let access = try BrokerAccess(invocation)
        let topics = try ControlTopics(access, withStatus: true)
        try topics.readToEnd { _ in }
        let command = try command(invocation, access, topics.state, make)
        let value = try checked(command, invocation)
        try ControlWriter.write(
            value,
            key: command.deployment,
            to: topics.names.control,
            access
        )
        var wait = ControlWait(
            topics: topics,
            command: command,
            waitsForInstances: !invocation.has("no-wait"),
            timeoutMs: TimeSpan(invocation.requiredText("timeout"))?.milliseconds ?? 30_000
        )
        let result = try wait.run()
        let report = ControlReport(result)
        try StandardOutput.write(
            invocation.has("json") ? report.json.line : report.text(.standardOutput)
        )
        return result.isGood ? .done : .failed
    }

    private static func command(
        _ invocation: Invocation,
        _ access: BrokerAccess,
        _ state: ControlState,
        _ make: MakeKind
    ) throws -> LogCommand {
        let deployment = try DeploymentChoice.choose(invocation, access, state)
        let nowMs = WallClock.milliseconds()
        return LogCommand(
            id: UUID().uuidString.lowercased(),
            timeMs: nowMs,
            deployment: deployment,
            kind: try make(invocation, access, deployment),
            issuer: invocation.text("issuer") ?? ControlIssuer.current,
            isAutomatic: invocation.has("automatic"),
            reason: invocation.text("reason") ?? "",
            expects: invocation.integer("expects").map(Int64.init),
            expiresMs: invocation.text("expires").flatMap(Moment.init)?.after(nowMs)
        )
    }

    /// The record's value, if it is one that the log would read.
    ///
    /// - Throws: `UsageError` with the log's own reason: what can be known to be wrong is not written.
    private static func checked(
        _ command: LogCommand,
        _ invocation: Invocation
    ) throws(UsageError) -> [UInt8] {
        let value = command.encoded()
        let record = ControlRecord(
            offset: 0,
            timeMs: command.timeMs ?? 0,
            key: Array(command.deployment.utf8),
            value: value
        )
        do throws(CommandError) {
            _ = try CommandReader.read(record)
        } catch {
            throw UsageError(TerminalText.line(error.reason, widest: 400), in: invocation.command)
        }
        return value
    }
}
