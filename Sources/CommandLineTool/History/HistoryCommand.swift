import Operations
import Rollout

extension Command {
    static let history = Command(
        "history",
        summary: "prints the control log: when, who, what, why, accepted or not",
        description: [
            "Folds the control log from its first record and prints what became of each: the verdict "
                + "is the one that every instance comes to. Records that are no command are shown "
                + "with the reason.",
            "With --at, prints the commands up to that time and what was served then. An instance "
                + "serves by a command some milliseconds after it reached the log; the revision in "
                + "each prediction says which state routed it.",
        ],
        options: [
            .value("deployment", "NAME", .text, "of this deployment alone"),
            .value("at", "SPAN|TIME", .moment, "up to that time: 5m ago, or a time"),
            .value("last", "N", .integer(1...Int.max), unit: "commands", "only the last ones"),
            .flag("evidence", "what the monitor's commands rest on, under each"),
        ],
        shared: .brokerAndJSON,
        examples: [
            Example(
                line: "stream-scorer history --last 20",
                effect: "prints the last 20 commands"
            ),
            Example(
                line: "stream-scorer history --deployment flights --at 2026-03-01T12:00:00Z",
                effect: "tells which version served the flights at that time"
            ),
        ],
        run: HistoryCommand.run
    )
}

/// `stream-scorer history`.
enum HistoryCommand {
    /// What the log held at a time.
    struct Found {
        let entries: [Outcome]
        /// The deployments after the last of them, by name.
        let deployments: [DeploymentState]
        /// Nil without `--at`.
        let atMs: Int64?
    }

    static func run(_ invocation: Invocation) throws -> ExitStatus {
        let access = try BrokerAccess(invocation)
        let topics = try ControlTopics(access, withStatus: false)
        let nowMs = WallClock.milliseconds()
        let found = try read(
            topics,
            deployment: invocation.text("deployment"),
            atMs: invocation.text("at").flatMap(Moment.init)?.before(nowMs)
        )
        if let name = invocation.text("deployment"), found.entries.isEmpty {
            _ = try DeploymentChoice.require(name, in: topics.state)
        }
        let shown = found.entries.suffix(invocation.integer("last") ?? Int.max)
        if invocation.has("json") {
            for entry in shown { try StandardOutput.write(HistoryJSON.entry(entry).line) }
            for line in HistoryJSON.routings(found) { try StandardOutput.write(line.line) }
        } else {
            let text = HistoryText(
                style: .standardOutput,
                nowMs: nowMs,
                showsEvidence: invocation.has("evidence")
            )
            for line in text.lines(Array(shown), found) { try StandardOutput.write("\(line)\n") }
        }
        return .done
    }

    /// Folds the log; with `atMs`, the records before the first that is later.
    private static func read(
        _ topics: ControlTopics,
        deployment: String?,
        atMs: Int64?
    ) throws -> Found {
        var entries: [Outcome] = []
        var stateThen: ControlState?
        var before = topics.state
        try topics.readToEnd { outcome in
            if stateThen == nil, let atMs, outcome.timeMs > atMs { stateThen = before }
            before = topics.state
            guard stateThen == nil, deployment == nil || outcome.deployment == deployment else {
                return
            }
            entries.append(outcome)
        }
        let deployments = (stateThen ?? topics.state).deployments.values
            .filter { deployment == nil || $0.name == deployment }
            .sorted { $0.name < $1.name }
        return Found(entries: entries, deployments: deployments, atMs: atMs)
    }
}
