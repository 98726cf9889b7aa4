internal import Glibc
internal import Kafka
internal import Observation
internal import Operations
internal import Records
internal import Rollout

/// One run of the monitor, from what was kept to its end: reads, closes panes, steps and writes.
///
/// Not thread-safe: one thread, one run.
final class MonitorRun {
    /// Why a run is over.
    enum Ending {
        /// It was told to stop, or everything has been read.
        case done
        /// What is watched has changed: begin again.
        case planned
    }

    private static let batchRecords = 1_000
    private static let panesAtOnce = 200
    private static let pauseUs: UInt32 = 5_000
    private static let showMs: UInt64 = 1_000
    private static let proofMs: UInt64 = 30_000
    private static let planMs: UInt64 = 60_000

    let clients: MonitorClients
    let outer: MonitorSurroundings
    /// Whether it ends when everything that is there has been read.
    let endsAtEnd: Bool
    private let writer: MonitorWriter
    private let control: ControlFold
    private let facts: VersionFactsShelf
    var intake: RecordIntake
    private var topics: [InputTopic] = []
    var watches: [DeploymentWatch] = []
    let metrics: MonitorMetrics
    private var batch = MessageBatch(capacity: MonitorRun.batchRecords)
    private var keptMs = MonitorRun.nowMs
    private var shownMs: UInt64 = 0
    private var plannedMs = MonitorRun.nowMs
    /// What the plan follows from.
    private var basis: [[String]] = []

    /// Takes over from an earlier monitor and folds the control log.
    ///
    /// - Parameters:
    ///   - clients: how the broker is reached.
    ///   - outer: the process around it.
    ///   - metrics: where it counts.
    ///   - endsAtEnd: whether it ends when everything that is there has been read.
    ///   - patienceMs: how long the broker may take; nil: as long as it takes.
    /// - Throws: `MonitorError`.
    init(
        _ clients: MonitorClients,
        _ outer: MonitorSurroundings,
        _ metrics: MonitorMetrics,
        endsAtEnd: Bool,
        patienceMs: UInt64?
    ) throws(MonitorError) {
        self.clients = clients
        self.outer = outer
        self.metrics = metrics
        self.endsAtEnd = endsAtEnd
        writer = try MonitorWriter(clients, stop: outer.stop, patienceMs: patienceMs)
        control = try ControlFold(
            clients,
            clients.monitor.source == .topics ? clients.partitionCounts() : nil
        )
        facts = VersionFactsShelf(outer)
        intake = try Self.intake(clients.monitor)
        try begin()
    }

    /// Reads what was kept and finds the topics.
    private func begin() throws(MonitorError) {
        try control.readToEnd(stop: outer.stop)
        let logger = outer.logger
        let states = try StateStore.read(clients, stop: outer.stop) { deployment in
            logger.error("State is damaged and begun anew", ["deployment": .string(deployment)])
        }
        let deployments = control.deployments
        basis = MonitorPlan.basis(clients.configuration, deployments)
        let plan = try MonitorPlan(
            clients.configuration,
            deployments,
            clients.partitionCounts()
        )
        guard !endsAtEnd || !plan.deployments.isEmpty else {
            throw MonitorError(
                .configuration,
                "the control log '\(control.topic)' has no deployment to watch: "
                    + "'stream-scorer control deploy' declares one, and so does 'serve'"
            )
        }
        for deployment in plan.deployments {
            watches.append(
                try DeploymentWatch(
                    deployment,
                    clients.configuration,
                    facts,
                    state: states[deployment.name]
                )
            )
        }
        for topic in plan.topics { try open(topic, plan) }
        logger.info(
            "Watching",
            [
                "deployments": .string(plan.deployments.map(\.name).joined(separator: ", ")),
                "kept": .string(states.keys.sorted().joined(separator: ", ")),
            ]
        )
    }

    /// Goes on until it is told to stop, everything has been read, or the plan has changed.
    func run() throws(MonitorError) -> Ending {
        while !outer.stop.isRaised {
            if try follow() { return .planned }
            let came = try read()
            let stepped = step()
            try keep(isDue: Self.nowMs - keptMs >= UInt64(clients.monitor.snapshotIntervalMs))
            if stepped || shownMs + Self.showMs < Self.nowMs { show() }
            if endsAtEnd, !stepped, isThrough { break }
            if !came && !stepped { usleep(Self.pauseUs) }
        }
        try keep(isDue: true)
        return .done
    }

    /// What it came to, by deployment in the order of names.
    var summaries: [RunSummary] { watches.map { RunSummary($0) } }

    /// Whether everything has been read, and nothing waits for a command to be met on the log.
    private var isThrough: Bool {
        topics.allSatisfy { $0.partitions.allSatisfy(\.isAtEnd) }
            && watches.allSatisfy(\.awaited.isEmpty)
    }

    /// Gives everything up.
    func close() {
        for topic in topics { topic.close() }
        control.close()
    }

    private static var nowMs: UInt64 { MonotonicClock.nanoseconds() / 1_000_000 }

    /// Folds the control log.
    ///
    /// - Returns: whether other deployments are to be watched.
    private func follow() throws(MonitorError) -> Bool {
        let outcomes = try control.read(timeoutMs: 0)
        for outcome in outcomes {
            guard let id = outcome.id else { continue }
            for index in watches.indices { watches[index].awaited.remove(id) }
        }
        if !outcomes.isEmpty,
            MonitorPlan.basis(clients.configuration, control.deployments) != basis
        {
            return true
        }
        guard Self.nowMs - plannedMs >= Self.planMs else { return false }
        plannedMs = Self.nowMs
        // Partitions may have been added. A broker that does not answer is told by others.
        guard let counts = try? clients.partitionCounts() else { return false }
        // So may the log that was not there.
        if !control.isThere, counts[control.topic] != nil { return true }
        return topics.contains { (counts[$0.topic] ?? 0) > $0.partitions.count }
    }

    /// Reads what has come; partitions that are ahead wait for the others.
    private func read() throws(MonitorError) -> Bool {
        var came = false
        for topic in topics {
            try topic.serve()
            for index in topic.partitions.indices {
                topic.partitions[index].isHeld = isAhead(topic, topic.partitions[index].source)
            }
        }
        // Where all others have come to their end nothing is gained by waiting.
        let areOthersAtEnd = topics.allSatisfy { topic in
            topic.partitions.allSatisfy { $0.isHeld || $0.isAtEnd }
        }
        for topic in topics {
            for index in topic.partitions.indices
            where areOthersAtEnd || !topic.partitions[index].isHeld {
                topic.partitions[index].queue.poll(into: &batch)
                if batch.count > 0 { came = true }
                try take(topic, index)
            }
        }
        batch.clear()
        return came
    }

    private func isAhead(_ topic: InputTopic, _ source: InputPartition) -> Bool {
        let rules = MergeRules(clients.configuration)
        let limit = 3 * rules.paneMs + 2 * rules.latenessMs
        return topic.readers.allSatisfy { watches[$0].assembler.lead(of: source) > limit }
    }

    private func take(_ topic: InputTopic, _ index: Int) throws(MonitorError) {
        let source = topic.partitions[index].source
        for message in 0..<batch.count {
            if let error = batch[message].error {
                guard error == .partitionEnd else { continue }
                topic.partitions[index].isAtEnd = true
                let now = Self.nowMs
                for watch in topic.readers {
                    watches[watch].assembler.reachedEnd(
                        of: source,
                        nowMs: now,
                        isFinished: endsAtEnd
                    )
                }
                continue
            }
            let offset = batch[message].offset
            if let low = try topic.read(offset, of: index) {
                outer.logger.error(
                    "Records are gone that were to be read again",
                    [
                        "topic": .string(topic.topic), "partition": .int(source.partition),
                        "from": .int(topic.partitions[index].start), "to": .int(low),
                    ]
                )
            }
            let place = InputPlace(source, offset: offset)
            dispatch(batch[message], of: topic, at: place)
        }
    }

    /// Closes panes and takes their steps.
    ///
    /// - Returns: whether there was any.
    private func step() -> Bool {
        var stepped = false
        let deployments = control.deployments
        for index in watches.indices {
            guard let state = deployments[watches[index].name] else { continue }
            for _ in 0..<Self.panesAtOnce where watches[index].awaited.isEmpty {
                let taken = watches[index].step(state, nowMs: Self.nowMs)
                if case .none = taken { break }
                stepped = true
                let step = taken.step
                guard let step else { continue }
                metrics.stepped(step, of: watches[index])
                for decision in step.decisions where decision.isCommanded {
                    metrics.commanded(decision.action?.name ?? "", watches[index].name)
                }
            }
        }
        return stepped
    }

    /// Writes what is to be written, with the state; without it, only when that `isDue`.
    private func keep(isDue: Bool) throws(MonitorError) {
        var records: [OutgoingRecord] = []
        // Who writes nothing does not notice that another has taken over.
        let isProof = Self.nowMs - keptMs >= Self.proofMs
        for index in watches.indices
        where !watches[index].outgoing.isEmpty || isProof || (isDue && watches[index].isChanged) {
            records += try watches[index].records(clients.monitor)
        }
        guard !records.isEmpty else { return }
        try writer.commit(records)
        metrics.committed(records)
        for index in watches.indices { watches[index].committed() }
        keptMs = Self.nowMs
    }

    private func show() {
        shownMs = Self.nowMs
        for watch in watches { metrics.show(watch) }
        for topic in topics { metrics.show(topic) }
    }

    private func open(_ topic: MonitorPlan.Topic, _ plan: MonitorPlan) throws(MonitorError) {
        let readers = plan.deployments.indices.filter {
            plan.deployments[$0].topics.contains(topic)
        }
        let starts = (0..<topic.partitions).map { partition -> Int64? in
            let source = InputPartition(topic.input, Int32(partition))
            let known = readers.map { watches[$0].assembler.readFrom(source) }
            return known.contains(nil) ? nil : known.compactMap { $0 }.min()
        }
        topics.append(
            try InputTopic(
                topic.input,
                topic: topic.name,
                readers: readers,
                starts: starts,
                clients
            )
        )
    }
}
