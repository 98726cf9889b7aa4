internal import Glibc
internal import Kafka

/// Makes a worker's producer, the first time and whenever one must be replaced.
struct ProducerFactory {
    let properties: ClientProperties
    let events: ClientEvents
    /// The name that fences an earlier process's producer of this worker.
    let transactionalID: String
    let transactionTimeoutMs: Int
    /// Where each deployment's records go.
    let outputs: [OutputPlan]
    /// How long the broker may take to make the producer ready, fencing and aborting what an earlier
    /// one left behind.
    let readyTimeoutMs: UInt64
    let timing: DeliverySettings
    /// Tells of a wait for the broker, here and in the delivery that uses the producer.
    let notice: WaitNotice

    /// A transactional producer, ready: any transaction left open under its name is aborted.
    ///
    /// - Parameter isReplacement: an outage is then waited out; the first producer waits
    ///   `readyTimeoutMs` only, so that a wrong address is told.
    /// - Returns: the producer, between two transactions.
    /// - Throws: the broker's answer; `timedOut` when the time is over or the service stops.
    func makeTransactional(isReplacement: Bool = false) throws(KafkaError) -> Producer {
        var all = properties
        all["transactional.id"] = transactionalID
        all["transaction.timeout.ms"] = String(transactionTimeoutMs)
        let producer = try Producer(all, events: events)
        let beganMs = WaitNotice.nowMs
        defer { notice.ended() }
        while true {
            do throws(KafkaError) {
                try producer.initTransactions(timeoutMs: Self.attemptMs)
                return producer
            } catch {
                let hasTime = isReplacement || WaitNotice.nowMs - beganMs < readyTimeoutMs
                guard error.isRetriable, hasTime, !timing.mustAbandon() else { throw error }
                notice.goesOn { "the broker has not made the producer ready: \(error)" }
                usleep(Self.pauseUs)
            }
        }
    }

    /// One attempt: short, so that a stop is seen in between.
    private static let attemptMs: Int32 = 1_000
    private static let pauseUs: UInt32 = 50_000

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
