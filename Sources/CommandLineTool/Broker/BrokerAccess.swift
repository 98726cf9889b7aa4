import Kafka
import Operations
import Yaml

/// How a command reaches the broker: the configuration's `kafka` map with `-X` over it.
struct BrokerAccess {
    /// How long a broker may take to answer before a command gives up; with it the command's end
    /// stays within ten seconds.
    static let timeoutMs: Int32 = 8_000

    let properties: ClientProperties
    /// Nil when the command runs without a configuration file.
    let configuration: ServeConfiguration?
    /// What a client that asks one thing does with librdkafka's log lines: keep the last complaint
    /// as the reason of a failure, and show them to who asks for `--log-level debug`.
    let events: ClientEvents
    /// What a client that sends or reads a stream does with them: its complaints are warnings, for
    /// it goes on and waits.
    let streamEvents: ClientEvents
    private let complaint = LastComplaint()

    /// Reads the configuration that the command line names.
    ///
    /// The file may be absent only when it is the default one and `-X bootstrap.servers` is given.
    ///
    /// - Throws: `YamlError` for the file, `UsageError` when nothing names a broker.
    init(_ invocation: Invocation) throws {
        let overrides = invocation.assignments("X")
        if invocation.has("config") || ConfigurationFile.isThere(invocation) {
            let configuration = try ConfigurationFile.read(invocation)
            self.configuration = configuration
            properties = ClientProperties(configuration.kafka.map { ($0.name, $0.value) })
        } else {
            guard overrides.contains(where: { $0.name == "bootstrap.servers" }) else {
                throw UsageError(
                    "no broker is named: there is no \(invocation.requiredText("config")) here; "
                        + "give --config FILE or -X bootstrap.servers=HOST:PORT",
                    in: invocation.command
                )
            }
            configuration = nil
            properties = ClientProperties(overrides)
        }
        let logger = ToolLogger.make(invocation, configuration)
        let complaint = complaint
        events = ClientEvents(
            log: { line in
                complaint.keep(line)
                logger.debug(line.message, ["facility": "\(line.facility)"])
            }
        )
        streamEvents = ClientEvents(
            log: { line in
                complaint.keep(line)
                let level = LogLevel(syslogSeverity: line.level)
                logger.log(
                    level == .error ? .warning : .debug,
                    line.message,
                    ["facility": "\(line.facility)"]
                )
            }
        )
    }

    /// Where the broker is looked for.
    var servers: String { properties["bootstrap.servers"] ?? "(bootstrap.servers is not set)" }

    /// Turns a failure to talk to the broker into what the user should do, with its status.
    ///
    /// `purpose` says what was being done, for failures that are not about reaching the broker.
    func failure(_ error: KafkaError, while purpose: String) -> CommandFailure {
        if error.code == .invalidArgument {
            return CommandFailure(.wrongUsage, "\(error.detail)")
        }
        guard error.isUnreachable else {
            return CommandFailure(.failed, "\(purpose): \(error)")
        }
        return CommandFailure(
            .brokerUnreachable,
            "no broker answered at \(servers) within \(Self.timeoutMs / 1000) s "
                + "(\(complaint.reason ?? error.code.text)); "
                + "check bootstrap.servers and that the broker runs"
        )
    }
}
