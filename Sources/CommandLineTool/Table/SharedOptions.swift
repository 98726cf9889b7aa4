/// The options that mean the same in every command that has them.
extension CommandOption {
    static let help = CommandOption.flag("help", letter: "h", "explains the command and ends")

    static let config = CommandOption.value(
        "config",
        "FILE",
        .file,
        fallback: "stream-scorer.yaml",
        "the configuration; a command that needs only the broker runs without the file "
            + "when -X bootstrap.servers=HOST:PORT is given"
    )

    static let property = CommandOption.value(
        "X",
        "NAME=VALUE",
        .assignment,
        repeatable: true,
        "a librdkafka property, over what the configuration says, "
            + "such as bootstrap.servers=127.0.0.1:9092"
    )

    static let json = CommandOption.flag("json", "prints the result as JSON")

    static let logFormat = CommandOption.value(
        "log-format",
        "FORMAT",
        .choice(["text", "json"]),
        "the form of log lines; the configuration's, else text on a terminal and JSON elsewhere, "
            + "unless stated"
    )

    static let logLevel = CommandOption.value(
        "log-level",
        "LEVEL",
        .choice(["debug", "info", "warning", "error"]),
        "the least level that is logged; the configuration's, else info, unless stated"
    )
}

extension [CommandOption] {
    /// For a command that talks to the broker.
    static let broker: [CommandOption] = [.config, .property, .logFormat, .logLevel]
    /// For a command that talks to the broker and prints a result in either form.
    static let brokerAndJSON: [CommandOption] = [.json] + broker
}

extension CommandOption {
    /// Every shared option: these may also stand before the command's words.
    static let allShared: [CommandOption] = [
        .help, .json, .config, .property, .logFormat, .logLevel,
    ]
}
