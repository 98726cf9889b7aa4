import DriftMonitor
import Inference
import Kafka
import Observation
import Operations
import StreamScorer

extension Command {
    static let monitor = Command(
        "monitor",
        summary: "judges a stream until stopped: alerts, and commands where a policy allows",
        description: [
            "Reads what the scorers have counted (or, with monitor.source: topics, counts features and "
                + "predictions itself, whoever scores), and where labels are configured predictions, "
                + "shadow predictions and labels; compares them with each version's baseline; writes "
                + "alerts, and where a deployment's policy says so commands to the control log. Log "
                + "lines go to standard error. docs/operations.md says what is judged and how.",
            "What it writes follows from what the topics hold and not from when it reads: it may be "
                + "stopped or killed at any moment and goes on where it was. A second monitor of the "
                + "same name takes over, and the first ends. SIGTERM and SIGINT keep the state and "
                + "end; --check reaches the broker, finds the topics and ends.",
            "With --until-end it says at its end what everything since its state began came to: "
                + "events, labels and how late they came, realised quality by version and month, alerts "
                + "and commands; --json prints the same for programs.",
        ],
        options: [
            .flag(
                "check",
                "reads everything, reaches the broker, finds the topics, starts nothing"
            ),
            .flag(
                "until-end",
                "ends when everything that the topics hold has been read, instead of waiting for more"
            ),
        ],
        shared: .brokerAndJSON,
        examples: [
            Example(
                line: "stream-scorer monitor --config flights.yaml",
                effect: "judges until Ctrl-C"
            ),
            Example(
                line: "stream-scorer monitor --config flights.yaml --until-end",
                effect: "judges what the topics hold now, and says what it came to"
            ),
            Example(
                line: "stream-scorer monitor --config flights.yaml --until-end --json",
                effect: "the same, the summary as JSON"
            ),
        ],
        run: MonitorCommand.run
    )
}

/// `stream-scorer monitor`.
enum MonitorCommand {
    static func run(_ invocation: Invocation) throws -> ExitStatus {
        StopSignals.block()
        let configuration = try ConfigurationFile.read(invocation)
        let logger = ToolLogger.make(invocation, configuration)
        if invocation.has("check") {
            return try check(configuration, logger, isJSON: invocation.has("json"))
        }
        let endsAtEnd = invocation.has("until-end")
        let summaries = try monitor(configuration, logger, endsAtEnd: endsAtEnd)
        guard endsAtEnd else { return .done }
        try StandardOutput.write(
            invocation.has("json")
                ? MonitorSummaryJSON.value(summaries).line : MonitorSummaryText.text(summaries)
        )
        return .done
    }

    private static func check(
        _ configuration: ServeConfiguration,
        _ logger: Logger,
        isJSON: Bool
    ) throws -> ExitStatus {
        do throws(MonitorError) {
            let surroundings = surroundings(configuration, logger)
            let lines = try MonitorService.check(configuration, surroundings)
            if isJSON {
                try? StandardOutput.write(
                    JSONValue.object([
                        ("ok", .bool(true)), ("verified", .array(lines.map(JSONValue.string))),
                    ]).line
                )
                return .done
            }
            for line in lines + ["in order: monitor would start"] {
                try? StandardOutput.write("\(line)\n")
            }
            return .done
        } catch {
            throw failure(error)
        }
    }

    /// Judges until a signal comes or it ends by itself.
    ///
    /// - Returns: what it came to.
    private static func monitor(
        _ configuration: ServeConfiguration,
        _ logger: Logger,
        endsAtEnd: Bool
    ) throws -> [RunSummary] {
        let surroundings = surroundings(configuration, logger)
        ProcessMetrics.register(in: surroundings.metrics)
        surroundings.metrics.callback(
            ScorerMetrics.buildInfo,
            VersionCommand.version,
            KafkaLibrary.linkedVersion
        ) { 1 }
        logger.info("Configured", ["configuration": "\(configuration.summary())"])
        let endpoints = try HTTPEndpoints(
            host: configuration.monitor.http.host,
            port: configuration.monitor.http.port,
            version: VersionCommand.version,
            metrics: surroundings.metrics,
            readiness: surroundings.readiness,
            models: ServedModels()
        )
        logger.info(
            "Endpoints listen",
            [
                "host": "\(configuration.monitor.http.host)",
                "port": .int(endpoints.boundPort),
            ]
        )
        let summaries: [RunSummary]
        do throws(MonitorError) {
            let service = try MonitorService(configuration, surroundings, endsAtEnd: endsAtEnd)
            if let signal = StopSignals.wait(flag: surroundings.stop) {
                logger.info("Stopping", ["signal": "\(signal.name)"])
            }
            summaries = try service.join()
        } catch {
            throw failure(error)
        }
        endpoints.stop()
        logger.info("Stopped")
        return summaries
    }

    private static func surroundings(
        _ configuration: ServeConfiguration,
        _ logger: Logger
    ) -> MonitorSurroundings {
        let models = configuration.models
        return MonitorSurroundings(
            logger: logger,
            metrics: MetricRegistry(),
            readiness: Readiness(),
            stop: StopFlag(),
            facts: { model, version in
                try VersionFacts(repository: models, model: model, version: version)
            }
        )
    }

    private static func failure(_ error: MonitorError) -> CommandFailure {
        let status: ExitStatus =
            switch error.kind {
            case .configuration: .wrongUsage
            case .unreachable: .brokerUnreachable
            case .failed, .interrupted: .failed
            }
        return CommandFailure(status, error.description)
    }
}
