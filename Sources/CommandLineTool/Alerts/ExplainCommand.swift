import DriftMonitor
import Operations
import Rollout

extension Command {
    static let explain = Command(
        "explain",
        summary: "says how an alert came about, or lists the alerts that fire",
        description: [
            "Reads the alerts and prints one of them: what was compared with what, the formula and "
                + "its numbers, the bins before and now, what else moved. docs/drift.md explains "
                + "each statistic, docs/operations.md what to do.",
            "Without an id, lists the alerts that fire now, with their ids.",
        ],
        arguments: [
            CommandArgument(
                name: "ALERT_ID",
                form: .text,
                isRequired: false,
                meaning: "the alert's id, or its beginning; unless given, what fires is listed"
            )
        ],
        options: [.value("deployment", "NAME", .text, "of this deployment alone")],
        shared: .brokerAndJSON,
        examples: [
            Example(
                line: "stream-scorer explain",
                effect: "lists what fires"
            ),
            Example(
                line: "stream-scorer explain 4c459b13",
                effect: "prints the bins, the formula and the threshold of an alert"
            ),
        ],
        run: ExplainCommand.run
    )
}

/// `stream-scorer explain`.
enum ExplainCommand {
    static func run(_ invocation: Invocation) throws -> ExitStatus {
        let access = try BrokerAccess(invocation)
        let deployment = invocation.text("deployment")
        let alerts = try AlertTopic.read(access).filter {
            deployment == nil || $0.deployment == deployment
        }
        let isJSON = invocation.has("json")
        guard let id = invocation.arguments.first else {
            try list(firing(alerts), isJSON: isJSON)
            return .done
        }
        let found = alerts.filter { $0.id.hasPrefix(id) }
        guard let alert = found.first, found.count == 1 else {
            throw CommandFailure(
                .failed,
                found.isEmpty
                    ? "there is no alert \(id); 'stream-scorer explain' lists those that fire"
                    : "\(found.count) alerts begin with \(id): "
                        + found.prefix(5).map(\.id).joined(separator: ", ")
            )
        }
        let text =
            isJSON
            ? String(decoding: alert.encoded(), as: UTF8.self) + "\n"
            : AlertText(style: .standardOutput).lines(alert).joined(separator: "\n") + "\n"
        try StandardOutput.write(text)
        return .done
    }

    /// The newest of each key, where that fires.
    private static func firing(_ alerts: [Alert]) -> [Alert] {
        var newest: [String: Alert] = [:]
        for alert in alerts { newest[alert.key] = alert }
        return newest.values.filter { $0.state == .firing }
            .sorted { ($1.severity, $0.timeMs, $0.key) < ($0.severity, $1.timeMs, $1.key) }
    }

    private static func list(_ alerts: [Alert], isJSON: Bool) throws {
        guard !isJSON else {
            for alert in alerts {
                try StandardOutput.write(String(decoding: alert.encoded(), as: UTF8.self) + "\n")
            }
            return
        }
        guard !alerts.isEmpty else { return try StandardOutput.write("nothing fires\n") }
        let text = AlertText(style: .standardOutput)
        let rows = [["id", "since", "severity", "deployment", "rule", "subject", "value", "from"]]
        for line in TextTable.lines(rows + alerts.map(text.row)) {
            try StandardOutput.write("\(line)\n")
        }
    }
}
