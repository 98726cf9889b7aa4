extension [CommandOption] {
    /// The options of every kind of command.
    static let control: [CommandOption] = [
        .value(
            "deployment",
            "NAME",
            .text,
            "which deployment; the configuration's, or the log's, when there is only one"
        ),
        .value("reason", "TEXT", .text, "why, for whoever reads the history"),
        .value(
            "expects",
            "REVISION",
            .integer(0...Int.max),
            "rejected unless the deployment is at that revision, as 'status' shows it"
        ),
        .value(
            "expires",
            "SPAN|TIME",
            .moment,
            "rejected when it reaches the log later: 5m from now, or a time"
        ),
        .value(
            "issuer",
            "NAME",
            .text,
            "who commands; USER@HOST unless given"
        ),
        .flag(
            "automatic",
            "says that a program commands, not a person: refused while the deployment is frozen"
        ),
        .flag("no-wait", "does not wait for the instances"),
        .value(
            "timeout",
            "SPAN",
            .span,
            fallback: "30s",
            "how long the instances may take"
        ),
    ]
}
