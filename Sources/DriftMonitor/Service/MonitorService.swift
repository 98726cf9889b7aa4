internal import Glibc
public import Operations
internal import Synchronization

/// Judges what streams past, on a thread of its own.
///
/// Not thread-safe: one thread starts and joins it.
public final class MonitorService {
    private var thread: OwnedThread?
    private let failure = FirstFailure()
    private let result = KeptSummaries()

    /// Starts to read; goes on until the stop flag of `surroundings` is raised, which it raises itself
    /// when it ends.
    ///
    /// - Parameters:
    ///   - configuration: what to do.
    ///   - surroundings: the process around it.
    ///   - endsAtEnd: ends when everything that the topics hold has been read.
    /// - Throws: `MonitorError` `.failed` when the system gives no thread.
    public init(
        _ configuration: ServeConfiguration,
        _ surroundings: MonitorSurroundings,
        endsAtEnd: Bool
    ) throws(MonitorError) {
        let (failure, result) = (failure, result)
        do throws(OperationsError) {
            thread = try OwnedThread(name: "monitor") {
                do throws(MonitorError) {
                    try runAll(configuration, surroundings, endsAtEnd: endsAtEnd) {
                        result.keep($0)
                    }
                } catch {
                    failure.keep(error)
                }
                surroundings.stop.raise()
            }
        } catch {
            throw MonitorError(.failed, "\(error)")
        }
    }

    /// Verifies that it would start: reaches the broker, folds the control log, finds the topics.
    ///
    /// - Returns: what was verified, one line each.
    /// - Throws: `MonitorError`.
    public static func check(
        _ configuration: ServeConfiguration,
        _ surroundings: MonitorSurroundings
    ) throws(MonitorError) -> [String] {
        let clients = MonitorClients(
            configuration: configuration,
            logger: surroundings.logger,
            readiness: surroundings.readiness
        )
        let counts = try clients.partitionCounts()
        let isCounting = configuration.monitor.source == .topics
        // Whoever scores without us has no control log.
        let needed =
            (isCounting ? [] : [configuration.topics.control])
            + [configuration.topics.alerts, configuration.monitor.stateTopic]
        for topic in needed where counts[topic] == nil {
            throw MonitorError(
                .configuration,
                "topic '\(topic)' is not there: make it with 'stream-scorer topics create'"
            )
        }
        let control = try ControlFold(clients, isCounting ? counts : nil)
        defer { control.close() }
        try control.readToEnd(stop: surroundings.stop)
        let plan = try MonitorPlan(configuration, control.deployments, counts)
        let facts = VersionFactsShelf(surroundings)
        var lines: [String] = []
        for deployment in plan.deployments {
            let inputs = deployment.topics.map { "\($0.input.rawValue) \($0.name)" }
            lines.append("deployment \(deployment.name): " + inputs.joined(separator: ", "))
            let intake = try FeatureIntake.counting(deployment, configuration, facts)
            guard let intake else { continue }
            lines.append(
                describe(
                    deployment.name,
                    intake,
                    canCommand: !control.isConfiguredOnly(deployment.name),
                    configuration
                )
            )
        }
        return lines
    }

    /// What the monitor does for a deployment that it counts itself, and what it does not.
    private static func describe(
        _ deployment: String,
        _ intake: FeatureIntake,
        canCommand: Bool,
        _ configuration: ServeConfiguration
    ) -> String {
        let version = intake.version
        let control = configuration.topics.control
        let counted =
            intake.contract.digest == nil
            ? "counted here as version \(version), which has no baseline: no drift is found"
            : "counted here by the baseline of version \(version)"
        let quality =
            configuration.monitor.labels == nil
            ? "no labels are configured: no quality" : "quality by labels"
        let commands =
            canCommand
            ? "advice and commands by the control log '\(control)', which only our scorer follows"
            : "no advice and no commands: it is not on the control log '\(control)'"
        return "deployment \(deployment): \(counted); drift and alerts; \(quality); \(commands)"
    }

    /// Waits until the state is kept and everything is given up.
    ///
    /// - Returns: what it came to, by deployment in the order of names.
    /// - Throws: `MonitorError`: why it could not go on.
    @discardableResult
    public func join() throws(MonitorError) -> [RunSummary] {
        thread.take()?.join()
        if let error = failure.error { throw error }
        return result.summaries
    }
}

/// Runs until told to stop; begins again from what was kept where only that mends a failure.
private func runAll(
    _ configuration: ServeConfiguration,
    _ outer: MonitorSurroundings,
    endsAtEnd: Bool,
    ended: ([RunSummary]) -> Void
) throws(MonitorError) {
    let clients = MonitorClients(
        configuration: configuration,
        logger: outer.logger,
        readiness: outer.readiness
    )
    let metrics = MonitorMetrics(outer.metrics)
    var isFirst = true
    while !outer.stop.isRaised {
        do throws(MonitorError) {
            let run = try MonitorRun(
                clients,
                outer,
                metrics,
                endsAtEnd: endsAtEnd,
                patienceMs: isFirst ? UInt64(MonitorClients.brokerTimeoutMs) : nil
            )
            isFirst = false
            defer { run.close() }
            if case .done = try run.run() { return ended(run.summaries) }
            outer.logger.info("Deployments or partitions have changed; beginning again")
        } catch {
            guard case .interrupted = error.kind else { throw error }
            guard !outer.stop.isRaised else { return }
            outer.logger.warning(
                "Beginning again from what was kept",
                ["cause": .string(error.description)]
            )
            usleep(1_000_000)
        }
    }
}

/// What a thread's last run came to.
private final class KeptSummaries: Sendable {
    private let kept = Mutex<[RunSummary]>([])

    var summaries: [RunSummary] { kept.withLock { $0 } }

    func keep(_ summaries: [RunSummary]) { kept.withLock { $0 = summaries } }
}

/// The first failure of a thread.
private final class FirstFailure: Sendable {
    private let kept = Mutex<MonitorError?>(nil)

    var error: MonitorError? { kept.withLock { $0 } }

    func keep(_ error: MonitorError) { kept.withLock { $0 = $0 ?? error } }
}
