import Operations

/// The logger that the command line and the configuration ask for.
enum ToolLogger {
    /// The options win over the configuration's `log`, which wins over text at level info on a
    /// terminal and JSON elsewhere.
    static func make(_ invocation: Invocation, _ configuration: ServeConfiguration?) -> Logger {
        let format = invocation.text("log-format").flatMap(Logger.Format.init)
        let level = invocation.text("log-level").flatMap(LogLevel.init)
        return Logger(
            format: format ?? configuration?.logFormat ?? .automatic,
            minimum: level ?? configuration?.logLevel ?? .info
        )
    }
}
