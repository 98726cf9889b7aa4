internal import Rollout

extension ServeConfiguration: CustomStringConvertible {
    /// The same as `summary()`.
    public var description: String { summary() }

    /// The effective configuration in the file's form, one key a line, secrets hidden.
    public func summary() -> String {
        var lines = ["kafka:"]
        lines += kafka.map { "  \($0.name): \(JSONText.quoted($0.shown))" }
        lines += [
            "group: \(JSONText.quoted(group))", "instance: \(instance)", "workers: \(workers)",
            "models: \(JSONText.quoted(models))", "held_versions: \(heldVersions)",
            "delivery: \(delivery.rawValue)",
            "commit_interval_ms: \(commitIntervalMs)",
            "transaction_timeout_ms: \(transactionTimeoutMs)",
            "drain_timeout_ms: \(drainTimeoutMs)", "max_batch: \(maxBatch)",
            "max_event_bytes: \(maxEventBytes)", "on_error: \(onError.rawValue)",
            "static_membership: \(staticMembership)", "topics:",
            "  control: \(topics.control)", "  status: \(topics.status)",
            "  observations: \(topics.observations)", "  alerts: \(topics.alerts)",
            "  dead_letters: \(topics.deadLetters)",
            "  shadow_predictions: \(topics.shadowPredictions)",
            "shadows: {share: \(shadowShare), shed: \(shadowsShed)}",
        ]
        if let observing {
            lines.append(
                "observe: {pane_ms: \(observing.paneMs), lateness_ms: \(observing.latenessMs),"
                    + " max_jump_ms: \(observing.maxJumpMs)}"
            )
        }
        lines += [
            "http: {host: \(JSONText.quoted(http.host)), port: \(http.port)}",
            "log: {level: \(logLevel.name), format: \(logFormat.rawValue)}",
        ]
        lines += monitor.lines + ["deployments:"]
        for deployment in deployments {
            lines += ["  - name: \(deployment.name)", "    input: \(Self.text(deployment.input))"]
            let output = deployment.output
            lines += [
                "    output: {topic: \(output.topic), format: \(output.format.rawValue),"
                    + " headers: \(output.headers)}",
                "    model: \(deployment.model)", "    version: \(deployment.version)",
                "    fallback: [\(Self.text(deployment.fallback))]",
                "    deadline_ms: \(deployment.deadlineMs)",
                "    breaker: \(Self.text(deployment.breaker))",
            ]
            if let policy = deployment.policy { lines.append("    policy: \(policy.encoded())") }
        }
        return lines.joined(separator: "\n")
    }

    private static func text(_ input: DeploymentConfiguration.Input) -> String {
        guard input.format == .json else {
            return "{topic: \(input.topic), format: \(input.format.rawValue)}"
        }
        return "{topic: \(input.topic), format: json, id: \(JSONText.quoted(input.id)),"
            + " time: \(JSONText.quoted(input.time)),"
            + " features: \(JSONText.quoted(input.features))}"
    }

    private static func text(_ chain: [DeploymentConfiguration.Fallback]) -> String {
        chain.map { entry in
            switch entry {
            case .version(let version): "{version: \(JSONText.quoted(version))}"
            case .constant(let number): "{constant: \(number)}"
            }
        }.joined(separator: ", ")
    }

    private static func text(_ breaker: DeploymentConfiguration.Breaker) -> String {
        "{failure_rate: \(breaker.failureRate), window_ms: \(breaker.windowMs),"
            + " min_events: \(breaker.minEvents), pause_ms: \(breaker.pauseMs),"
            + " probes: \(breaker.probes)}"
    }
}
