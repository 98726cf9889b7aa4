internal import Kafka

/// Makes a worker's producer, the first time and whenever one must be replaced.
struct ProducerFactory: Sendable {
    let properties: ClientProperties
    let events: ClientEvents
    /// The name that fences an earlier process's producer of this worker.
    let transactionalID: String
    let transactionTimeoutMs: Int
    /// Where each deployment's records go.
    let outputs: [OutputPlan]
    /// How long the broker may take to make the producer ready, fencing and aborting what an earlier
    /// one left behind.
    let readyTimeoutMs: Int32

    /// A transactional producer, ready: any transaction left open under its name is aborted.
    func makeTransactional() throws(KafkaError) -> Producer {
        var all = properties
        all["transactional.id"] = transactionalID
        all["transaction.timeout.ms"] = String(transactionTimeoutMs)
        let producer = try Producer(all, events: events)
        try producer.initTransactions(timeoutMs: readyTimeoutMs)
        return producer
    }

    /// By deployment: where records go, as topics of `producer`.
    func targets(of producer: Producer) throws(KafkaError) -> [OutputTarget] {
        var targets: [OutputTarget] = []
        for output in outputs { targets.append(try output.target(of: producer)) }
        return targets
    }

    /// An idempotent producer.
    func makeIdempotent() throws(KafkaError) -> Producer {
        try Producer(properties, events: events)
    }
}
