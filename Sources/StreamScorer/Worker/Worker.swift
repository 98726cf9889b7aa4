internal import Kafka
internal import Operations

/// One consumer, one pipeline, one producer: a loop on one thread, which owns all its buffers.
struct Worker: ~Copyable {
    let consumer: Consumer
    let delivery: any Delivery
    var pipeline: ScoringPipeline
    var batch: MessageBatch
    var outbox: Outbox
    var ledger: OffsetLedger
    var rebalancing = RebalanceMachine()
    var recoveries = RecoveryLimit()
    var starts: StartSearch
    /// Whether partitions were assigned, or are read again, since clocks were asked for.
    var hasUnknownClocks = true
    /// Why a rebalance could not commit, until the abort that follows.
    var cause: DeliveryError?
    let metrics: WorkerMetrics
    let logger: Logger
    let health: ClientHealth
    let shadows: ShadowGate
    /// What was counted and is not written yet; nil where nothing is observed.
    let observations: ObservationBook?
    private let tables: TableExchange.Seat
    private var subscription: Subscription
    private var lag: LagGauge

    /// Puts a worker together; `topics` are the input topics in the order of the deployments.
    init(
        consumer: Consumer,
        delivery: any Delivery,
        pipeline: consuming ScoringPipeline,
        shadows: ShadowGate,
        observations: ObservationBook?,
        tables: TableExchange.Seat,
        topics: [String],
        starts: StartSearch,
        subscription: Subscription,
        maxBatch: Int,
        outbox: consuming Outbox,
        metrics: WorkerMetrics,
        logger: Logger,
        health: ClientHealth
    ) {
        self.consumer = consumer
        self.delivery = delivery
        self.pipeline = pipeline
        self.shadows = shadows
        self.observations = observations
        self.tables = tables
        self.starts = starts
        self.subscription = subscription
        self.outbox = outbox
        self.metrics = metrics
        self.logger = logger
        self.health = health
        batch = MessageBatch(capacity: maxBatch)
        ledger = OffsetLedger(topics: topics)
        lag = LagGauge(metrics: metrics)
        self.pipeline.redirect(to: delivery.targets)
    }

    /// Scores until `stop` is raised, then finishes the batch in hand, commits and leaves the group.
    ///
    /// - Throws: `WorkerFailure` when the worker cannot go on; nothing more is committed then.
    mutating func run(until stop: StopFlag) throws(WorkerFailure) {
        var failedEvent: FailedEvent?
        do throws(DeliveryError) {
            try subscription.follow(consumer)
        } catch {
            throw WorkerFailure(error)
        }
        // Nothing to join for: what is paused keeps nobody from being ready.
        if subscription.isEmpty { health.joined() }
        while !stop.isRaised, failedEvent == nil {
            do throws(DeliveryError) {
                try turn()
                failedEvent = pipeline.stopsAt
            } catch {
                try recover(from: error)
            }
        }
        do throws(DeliveryError) {
            try delivery.finish(&outbox, &ledger, consumer)
        } catch {
            try giveBack(after: error)
        }
        batch.clear()
        consumer.close(timeoutMs: Self.closeMs)
        if let failedEvent { throw .event(failedEvent) }
    }

    /// How long the group may take to let the consumer go; when the broker did not even take what was
    /// in hand, it is not waited for.
    private static let closeMs = 1_500
    static let hastyCloseMs = 200

    /// One turn: take what the fetch holds, look for a newer routing table, score, hand over, commit
    /// if due, then let go of partitions that were asked back and of topics that are paused.
    private mutating func turn() throws(DeliveryError) {
        consumer.poll(into: &batch, timeoutMs: delivery.patienceMs(outbox, ledger))
        delivery.note(isBusy: batch.count == batch.capacity)
        adoptNewestTable()
        if batch.count > 0 {
            try restoreClocks()
            try scoreBatch()
        }
        try delivery.advance(&outbox, &ledger, consumer)
        try rebalance()
        try findStarts()
        try subscription.follow(consumer)
        lag.update(consumer, ledger)
    }

    /// Routes by the newest table from now on.
    ///
    /// Looked for with the batch in hand and not yet read: events that come after a table was
    /// published are never routed by an older one.
    private mutating func adoptNewestTable() {
        guard let (table, generation) = tables.newer() else { return }
        pipeline.adopt(table, metrics: metrics)
        tables.adopted(generation)
    }

    /// Asks for the clocks of partitions that are read from now on, which stand beside the committed
    /// offsets.
    private mutating func restoreClocks() throws(DeliveryError) {
        guard let observations, hasUnknownClocks else { return }
        let unknown = observations.unknown(among: ledger.assigned)
        do throws(KafkaError) {
            if !unknown.isEmpty {
                observations.restore(try consumer.committed(unknown, timeoutMs: Self.clocksMs))
            }
        } catch {
            throw .rewind(error)
        }
        hasUnknownClocks = false
    }

    private static let clocksMs: Int32 = 10_000

    private mutating func scoreBatch() throws(DeliveryError) {
        reportErrors()
        let began = MonotonicClock.nanoseconds()
        pipeline.read(batch)
        var next = 0
        var hasWaited = false
        while true {
            let end = pipeline.write(batch, from: next, into: &outbox)
            ledger.advance(past: batch, from: next, to: end)
            pipeline.observe(batch, from: next, to: end, into: &outbox)
            next = end
            try delivery.submit(&outbox)
            guard next < batch.count, pipeline.stopsAt == nil else { break }
            hasWaited = true
            try delivery.makeRoom(&outbox, &ledger, consumer)
        }
        if pipeline.hasShadows {
            let consumer = consumer
            pipeline.shadow(
                batch,
                until: next,
                turn: ShadowStep.Turn(
                    beganNs: began,
                    isBusy: batch.count == batch.capacity,
                    isPressed: hasWaited || delivery.isPressed
                ),
                isWaiting: { consumer.hasWaiting },
                into: &outbox
            )
        }
        pipeline.report(to: metrics, batch: batch)
    }

    private mutating func reportErrors() {
        for index in 0..<batch.count {
            guard let code = batch[index].error else { continue }
            if code == .offsetReset, let partition = ledger.partition(of: batch[index]) {
                starts.note(partition)
                continue
            }
            logger.warning("Consumer reported an error", ["code": .string("\(code)")])
        }
    }
}
