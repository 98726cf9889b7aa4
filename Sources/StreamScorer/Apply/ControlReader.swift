internal import Glibc
internal import Inference
internal import Kafka
internal import Operations
internal import Rollout

/// Follows the control log on a thread of its own: folds each record, publishes the routing table
/// that follows from it, and answers on the status topic.
///
/// It never waits for a model: loading is the shelf's, and what is not at hand yet leaves a reason.
/// Not thread-safe: one thread, one reader.
struct ControlReader: ~Copyable {
    /// Everything that the reader reaches beside the log.
    struct Around: Sendable {
        let plan: ServicePlan
        let outer: Surroundings
        let shelf: VersionShelf
        let shelfChanges: ChangeFlag
        let tables: TableExchange
        let topics: ActiveTopics
        let breakers: BreakerBoard
        /// Told why the service cannot go on; it then stops.
        let failed: @Sendable (any Error) -> Void
    }

    /// How long one turn waits for a record: a version that has been loaded is noticed this late.
    private static let turnMs: Int32 = 20
    private static let retryNs: UInt64 = 5_000_000_000
    private static let lostPauseUs: UInt32 = 100_000

    let around: Around
    var log: ControlLog
    var writer: StatusWriter
    private var beginning: BeginningWatch
    private var first: ControlRecord?
    var state: ControlState
    var tables: TableBuilder
    var metrics: ControlMetrics
    var voice = StatusVoice()
    /// The log as it is read again after a doubt, until it is known to be the same.
    var rereading: ControlState?
    /// Whether the log was cut, or deleted and made again: it is followed no longer.
    var isLost = false
    /// Whether the end of the log was met: from then on what is read is answered.
    private(set) var isLive = false
    private var declaredNs: [String: UInt64] = [:]
    private var checked: Set<String> = []
    private var retriedNs: UInt64 = 0
    private var isBeginningGone = false

    /// Goes on where the plan has read to.
    ///
    /// - Throws: `KafkaError` for a property that librdkafka refuses.
    init(_ around: Around) throws(KafkaError) {
        let configuration = around.plan.configuration
        let events = ControlHealth(around.outer.logger).events
        let log = try ControlLog(
            configuration,
            from: around.plan.control.nextOffset,
            events: events
        )
        let writer = try StatusWriter(configuration, events: events)
        let watch = try BeginningWatch(configuration, events: events)
        self.around = around
        self.log = log
        self.writer = writer
        beginning = watch
        first = around.plan.control.first
        state = around.plan.control.state
        tables = TableBuilder(
            configuration.deployments,
            isObserved: configuration.observing != nil
        )
        metrics = ControlMetrics(around.outer.metrics)
        for deployment in configuration.deployments {
            note(reason: "its control log is being read", for: deployment.name)
        }
    }

    var configuration: ServeConfiguration { around.plan.configuration }
    var logger: Logger { around.outer.logger }

    /// Follows the log until the service stops; says the last word once its workers have `ended`.
    mutating func run(until ended: StopFlag) {
        while !around.outer.stop.isRaised {
            if isLost { usleep(Self.lostPauseUs) } else { readOn() }
            if isLive { attend() }
            deliver()
        }
        // Workers finish what they have in hand; what the log says meanwhile is for others.
        while !ended.isRaised { usleep(5_000) }
        sayStopped()
        log.close()
        beginning.close()
    }

    /// Reads what the log holds, one turn.
    private mutating func readOn() {
        let records: [ControlRecord]
        do throws(ControlLog.Failure) {
            records = try log.read(timeoutMs: Self.turnMs)
        } catch {
            return doubt(error)
        }
        for record in reread(records) { fold(record) }
        guard !isLive, log.isAtEnd else { return }
        isLive = true
        logger.info("Control log read", ["offset": .int(Int(log.nextOffset))])
        follow()
    }

    /// Folds a record and, once live, acts on it and answers.
    private mutating func fold(_ record: ControlRecord) {
        if first == nil { first = record }
        let outcome = state.apply(record)
        guard isLive else { return }
        metrics.note(outcome)
        report(outcome)
        refuseToStart(after: outcome)
        if case .accepted = outcome.verdict { follow() }
        answer(outcome)
    }

    /// What is due besides records: declarations, versions that have come, heartbeats.
    private mutating func attend() {
        declareWhatIsMissing()
        lookAtBeginning()
        if around.shelfChanges.take() { follow() }
        around.tables.releaseRetired()
        let now = MonotonicClock.nanoseconds()
        if !tables.reasons.isEmpty, now - retriedNs >= Self.retryNs {
            retriedNs = now
            around.shelf.retryFailed()
        }
        speak()
    }

    private mutating func lookAtBeginning() {
        guard let first, !isLost else { return }
        switch beginning.look(for: first) {
        case .nothing: break
        case .another: lose("\(log.topic) is not what it was: it begins with another record")
        case .gone:
            guard !isBeginningGone else { return }
            isBeginningGone = true
            logger.error(
                "The control log has lost its beginning: no instance can start by it any more",
                ["topic": .string(log.topic)]
            )
        }
    }

    /// Asks for the versions that the log names and serves as it says, where they are at hand.
    private mutating func follow() {
        var wanted: [String: Set<String>] = [:]
        for configured in configuration.deployments {
            guard let deployed = state.deployments[configured.name] else { continue }
            guard isFollowable(configured, deployed) else { return }
            wanted[deployed.declaration.model, default: []]
                .formUnion(deployed.heldVersions(beyond: configuration.heldVersions))
        }
        for (model, versions) in wanted { around.shelf.want(model: model, versions: versions) }
        let shelf = around.shelf
        let table = tables.follow(state) { model, version in
            shelf.state(model: model, version: version)
        }
        if let table {
            around.tables.publish(table)
            show(tables.deployments)
        }
        around.topics.set(
            configuration.deployments.filter { state.deployments[$0.name]?.isPaused == false }
                .map(\.input.topic)
        )
        for configured in configuration.deployments {
            note(reason: tables.reasons[configured.name], for: configured.name)
        }
    }

    /// Whether this instance can follow what the log says of a deployment of its own; told once.
    private mutating func isFollowable(
        _ configured: DeploymentConfiguration,
        _ deployed: DeploymentState
    ) -> Bool {
        guard checked.insert(configured.name).inserted else { return true }
        if let conflict = deployed.declaration.conflict(with: configured) {
            around.failed(ScoringError(.configuration, conflict))
            return false
        }
        for difference in deployed.declaration.differences(from: configured) {
            logger.warning(
                "The control log has it otherwise than the configuration, and decides",
                ["deployment": .string(configured.name), "key": .string(difference)]
            )
        }
        return true
    }

    /// Writes the declarations of deployments that the log lacks.
    private mutating func declareWhatIsMissing() {
        guard log.isAtEnd, rereading == nil else { return }
        let now = MonotonicClock.nanoseconds()
        for configured in configuration.deployments
        where state.deployments[configured.name] == nil {
            if let last = declaredNs[configured.name], now - last < Self.retryNs { continue }
            let command = Command.declaring(configured, by: configuration.instance)
            guard (try? writer.write(command)) == true else { continue }
            declaredNs[configured.name] = now
            logger.info("Declared", ["deployment": .string(configured.name)])
        }
    }

    /// Ends the service when the log refuses one of its declarations: nothing could be served.
    private func refuseToStart(after outcome: Outcome) {
        guard case .rejected(let reason) = outcome.verdict, let id = outcome.id,
            let name = outcome.deployment, state.deployments[name] == nil,
            let own = configuration.deployments.first(where: { $0.name == name }),
            Command.declaring(own, by: configuration.instance).id == id
        else { return }
        around.failed(
            ScoringError(
                .configuration,
                "deployment '\(name)': the control log refuses its declaration: \(reason)"
            )
        )
    }

    func note(reason: String?, for deployment: String) {
        around.outer.readiness.set(reason: reason, for: "deployment \(deployment)")
    }
}
