import Kafka
import Operations
import StreamScorer

extension Command {
    static let serve = Command(
        "serve",
        summary: "scores a stream until stopped",
        description: [
            "Reads the configuration, verifies every model, reaches the broker, then scores the "
                + "events of each deployment's input topic into its output topic. Log lines go to "
                + "standard error.",
            "SIGTERM and SIGINT finish the batch in hand, commit and leave the group; a second one "
                + "ends at once. --check does everything up to the first event, prints what was "
                + "verified and ends.",
        ],
        options: [
            .flag("check", "reads everything, reaches the broker, verifies models, starts nothing")
        ],
        shared: .brokerAndJSON,
        examples: [
            Example(
                line: "stream-scorer serve --check --config flights.yaml",
                effect: "says whether serve would start"
            ),
            Example(
                line: "stream-scorer serve --config flights.yaml",
                effect: "scores until Ctrl-C"
            ),
        ],
        run: ServeCommand.run
    )
}

/// `stream-scorer serve`.
enum ServeCommand {
    static func run(_ invocation: Invocation) throws -> ExitStatus {
        StopSignals.block()
        let configuration = try ConfigurationFile.read(invocation)
        if invocation.has("check") {
            return try check(configuration, isJSON: invocation.has("json"))
        }
        let logger = ToolLogger.make(invocation, configuration)
        let plan = try plan(configuration, .undeclared) { logger.info($0) }
        try serve(plan, logger)
        return .done
    }

    /// Verifies and says so, a line each; the last line says that serve would start.
    private static func check(
        _ configuration: ServeConfiguration,
        isJSON: Bool
    ) throws -> ExitStatus {
        var lines: [String] = []
        _ = try plan(configuration, .everything) { lines.append($0) }
        if isJSON {
            try StandardOutput.write(
                JSONValue.object([
                    ("ok", .bool(true)), ("verified", .array(lines.map(JSONValue.string))),
                ]).line
            )
            return .done
        }
        for line in lines + ["in order: serve would start"] {
            try StandardOutput.write("\(line)\n")
        }
        return .done
    }

    private static func plan(
        _ configuration: ServeConfiguration,
        _ verification: ServicePlan.Verification,
        progress: (String) -> Void
    ) throws(CommandFailure) -> ServicePlan {
        do throws(ScoringError) {
            return try ServicePlan(configuration, verification: verification, progress: progress)
        } catch {
            throw failure(error)
        }
    }

    /// Scores until a signal comes or a worker cannot go on.
    private static func serve(_ plan: ServicePlan, _ logger: Logger) throws {
        let surroundings = Surroundings(
            logger: logger,
            metrics: MetricRegistry(),
            readiness: Readiness(),
            models: ServedModels(),
            stop: StopFlag()
        )
        ProcessMetrics.register(in: surroundings.metrics)
        surroundings.metrics.callback(
            ScorerMetrics.buildInfo,
            VersionCommand.version,
            KafkaLibrary.linkedVersion
        ) { 1 }
        logger.info("Configured", ["configuration": "\(plan.configuration.summary())"])
        let endpoints = try HTTPEndpoints(
            host: plan.configuration.http.host,
            port: plan.configuration.http.port,
            version: VersionCommand.version,
            metrics: surroundings.metrics,
            readiness: surroundings.readiness,
            models: surroundings.models
        )
        logger.info(
            "Endpoints listen",
            ["host": "\(plan.configuration.http.host)", "port": .int(endpoints.boundPort)]
        )
        do throws(ScoringError) {
            let service = try ScoringService(plan, surroundings)
            if let signal = StopSignals.wait(flag: surroundings.stop) {
                logger.info("Stopping", ["signal": "\(signal.name)"])
            }
            try service.join()
        } catch {
            throw failure(error)
        }
        endpoints.stop()
        logger.info("Stopped")
    }

    private static func failure(_ error: ScoringError) -> CommandFailure {
        let status: ExitStatus =
            switch error.kind {
            case .configuration: .wrongUsage
            case .unreachable: .brokerUnreachable
            case .failed: .failed
            }
        return CommandFailure(status, error.description)
    }
}
