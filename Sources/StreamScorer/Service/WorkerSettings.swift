internal import Kafka
internal import Observation
internal import Operations

/// What one worker is made from.
struct WorkerSettings: Sendable {
    /// An output page: large enough for a few hundred predictions.
    static let pageBytes = 64 * 1024
    static let recordsPerPage = 512
    /// Pages a worker: bounds what may be encoded and not yet delivered to 16 MiB, and with it one
    /// transaction.
    static let pages = 256
    /// How long the broker may take to make a producer ready: it may have to wait out the
    /// transaction of an earlier process.
    static let producerReadyMs: UInt64 = 60_000

    let plan: ServicePlan
    let index: Int
    let tables: TableExchange
    let topics: ActiveTopics
    /// Shows the state of the worker's breakers.
    let breakers: BreakerBoard

    /// The worker's name among all of its group: fences an earlier process's producer.
    var name: String { "\(plan.configuration.instance)-\(index)" }

    /// The properties of the worker's consumer.
    var consumer: ClientProperties {
        var all = ClientProperties(plan.configuration)
        all["group.id"] = plan.configuration.group
        all["client.id"] = "stream-scorer-\(name)"
        all["statistics.interval.ms"] =
            all["statistics.interval.ms"] ?? String(StatisticsThread.intervalMs)
        all["group.instance.id"] = plan.configuration.groupInstanceID(worker: index)
        // Where the group has no offset, or one that the log lacks, `StartSearch` decides.
        all["auto.offset.reset"] = "error"
        return all
    }

    /// Finds where to read partitions of which the group has no offset.
    var starts: StartSearch {
        StartSearch(
            MissingOffsetPolicy(property: ClientProperties(plan.configuration)["auto.offset.reset"])
        )
    }

    /// Makes the worker's delivery, its producer ready.
    ///
    /// - Throws: `KafkaError` when the broker does not make the producer ready in time.
    func delivery(
        committer: CommitThread,
        stop: StopFlag,
        report: DeliveryReport,
        observations: ObservationBook?,
        health: ClientHealth,
        notice: WaitNotice
    ) throws(KafkaError) -> any Delivery {
        let timing = DeliverySettings(
            commitIntervalMs: plan.configuration.commitIntervalMs,
            graceMs: plan.configuration.drainTimeoutMs,
            stop: stop
        )
        let factory = producers(events: health.events(of: "producer"), timing, notice)
        return switch plan.configuration.delivery {
        case .exactlyOnce:
            try TransactionalDelivery(
                factory: factory,
                committer: committer,
                settings: timing,
                observations: observations,
                report: report
            )
        case .atLeastOnce:
            try IdempotentDelivery(
                factory: factory,
                settings: timing,
                observations: observations,
                report: report
            )
        }
    }

    /// What the worker counts into; nil where the configuration does not ask for it.
    var observations: ObservationBook? {
        plan.configuration.observing.map { observing in
            ObservationBook(
                ObserveSettings(observing),
                deployments: plan.configuration.deployments.map { ($0.name, $0.input.topic) }
            )
        }
    }

    private func producers(
        events: ClientEvents,
        _ timing: DeliverySettings,
        _ notice: WaitNotice
    ) -> ProducerFactory {
        var properties = ClientProperties(plan.configuration)
        properties["client.id"] = "stream-scorer-\(name)"
        properties["statistics.interval.ms"] =
            properties["statistics.interval.ms"] ?? String(StatisticsThread.intervalMs)
        return ProducerFactory(
            properties: properties,
            events: events,
            transactionalID: plan.configuration.transactionalID(worker: index),
            transactionTimeoutMs: plan.configuration.transactionTimeoutMs,
            outputs: outputs,
            readyTimeoutMs: Self.producerReadyMs,
            timing: timing,
            notice: notice
        )
    }

    /// By deployment: where its records go.
    private var outputs: [OutputPlan] {
        plan.configuration.deployments.map { deployment in
            let partitions = plan.partitions
            let input = partitions[deployment.input.topic]
            let deadLetters = plan.configuration.topics.deadLetters
            let shadows = plan.configuration.topics.shadowPredictions
            return OutputPlan(
                inputTopic: deployment.input.topic,
                predictionTopic: deployment.output.topic,
                deadLetterTopic: deadLetters,
                shadowTopic: shadows,
                keepsPartition: partitions[deployment.output.topic] == input,
                deadLettersKeepPartition: partitions[deadLetters] == input,
                shadowsKeepPartition: partitions[shadows] == input,
                observationsTopic: plan.configuration.observing == nil
                    ? nil : plan.configuration.topics.observations
            )
        }
    }
}
