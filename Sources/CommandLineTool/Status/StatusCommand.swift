import Glibc
import Operations
import Rollout

extension Command {
    static let status = Command(
        "status",
        summary: "prints the state that the control log folds to, and each instance beside it",
        description: [
            "Reads the topics alone, and asks no instance. For each deployment: what serves, what has "
                + "a share, a rule or a shadow; then every instance with the revision it serves by, "
                + "whether it folds the log to the same state, whether it is ready, the versions it "
                + "holds, and when it was last heard; how many golden rows of each version they "
                + "checked; then the commands that were rejected lately.",
            "An instance writes every 5 s; one that is silent for 15 s is not counted as running.",
        ],
        options: [
            .value("deployment", "NAME", .text, "of this deployment alone"),
            .flag(
                "watch",
                "goes on until stopped: redrawn on a terminal, elsewhere printed again on a change"
            ),
        ],
        shared: .brokerAndJSON,
        examples: [
            Example(
                line: "stream-scorer status --watch",
                effect: "follows a rollout"
            ),
            Example(
                line: "stream-scorer status --json | jq '.deployments[].state.revision'",
                effect: "prints the revisions that --expects compares with"
            ),
        ],
        run: StatusCommand.run
    )
}

/// `stream-scorer status`.
enum StatusCommand {
    private static let pollMs: Int32 = 100
    private static let redrawNs: UInt64 = 1_000_000_000
    /// Clears the screen and goes to its corner.
    private static let clear = "\u{1B}[H\u{1B}[2J"

    static func run(_ invocation: Invocation) throws -> ExitStatus {
        let isWatching = invocation.has("watch")
        let stop = isWatching ? StopHandler.install() : StopFlag()
        let access = try BrokerAccess(invocation)
        let topics = try ControlTopics(access, withStatus: true)
        var rejected = RejectedCommands()
        try topics.readToEnd { rejected.take($0) }
        let deployment = invocation.text("deployment")
        if let deployment, !isWatching {
            _ = try DeploymentChoice.require(deployment, in: topics.state)
        }
        let isJSON = invocation.has("json")
        let redraws = isWatching && !isJSON && isatty(STDOUT_FILENO) == 1
        func show() throws {
            let picture = StatusPicture(
                topics: topics,
                rejected: rejected,
                deployment: deployment,
                nowMs: WallClock.milliseconds()
            )
            let text =
                isJSON
                ? StatusJSON.object(picture).line : StatusText(style: .standardOutput).text(picture)
            try StandardOutput.write(redraws ? clear + text : text)
            try StandardOutput.flush()
        }
        try show()
        var shownAt = MonotonicClock.nanoseconds()
        var hasChanged = false
        while isWatching, !stop.isRaised {
            if try topics.poll(timeoutMs: pollMs, { rejected.take($0) }) { hasChanged = true }
            guard MonotonicClock.nanoseconds() - shownAt >= redrawNs, hasChanged || redraws else {
                continue
            }
            try show()
            (shownAt, hasChanged) = (MonotonicClock.nanoseconds(), false)
        }
        return .done
    }
}
