/// The properties that the service sets unless the user gives them, each with its reason.
extension ClientProperties {
    /// What a consumer of the service starts from.
    public static var consumerDefaults: ClientProperties {
        baseConsumerDefaults.merging(prefetch(packedVersion: KafkaLibrary.packedVersion))
    }

    private static var baseConsumerDefaults: ClientProperties {
        [
            // Offsets are committed for finished events only, by us.
            "enable.auto.commit": "false",
            "enable.auto.offset.store": "false",
            // A rebalance takes away only what moves; the rest is read on.
            "partition.assignment.strategy": "cooperative-sticky",
            // Records of aborted transactions are never scored.
            "isolation.level": "read_committed",
            // A new group begins with what the topic holds.
            "auto.offset.reset": "earliest",
            // A broker answers a waiting fetch when a record comes, and after this at the latest.
            "fetch.wait.max.ms": "100",
            // A topic that is created or grown later is found in this time.
            "topic.metadata.refresh.interval.ms": "30000",
            // A small request is sent at once.
            "socket.nagle.disable": "true",
        ]
    }

    /// How much is fetched ahead.
    ///
    /// When the queue is full librdkafka stops fetching for a while, before 2.2.0 for a whole second
    /// that nobody can shorten. A queue that is read empty sooner then stands empty: at 100,000
    /// records (the library's own default) a worker that can score 450,000 flights a second got
    /// 150,000. So the queue holds more than a second's work there, at up to 128 MiB a worker.
    static func prefetch(packedVersion: UInt32) -> ClientProperties {
        let hasShortPause = packedVersion >= 0x0202_00ff
        return hasShortPause
            ? [
                "queued.min.messages": "100000", "queued.max.messages.kbytes": "65536",
                "fetch.queue.backoff.ms": "10",
            ]
            : ["queued.min.messages": "1000000", "queued.max.messages.kbytes": "131072"]
    }

    /// What a producer of the service starts from.
    ///
    /// - Parameter transactionalID: the id by which zombies are fenced; nil for a producer without
    ///   transactions.
    /// - Returns: the properties, to merge the user's into.
    public static func producerDefaults(transactionalID: String? = nil) -> ClientProperties {
        var properties: ClientProperties = [
            // A batch goes out when it is handed over; batches form while one is on its way.
            "linger.ms": "0",
            // So that batches do form: with more requests under way each holds a few records only,
            // and sending costs a busy stream a quarter more CPU (2.85 against 2.20 s a million
            // records of 360 bytes). A broker far away with many partitions may want more.
            "max.in.flight.requests.per.connection": "2",
            // A retried request is not written twice, and order is kept.
            "enable.idempotence": "true",
            "socket.nagle.disable": "true",
            // Java's choice: the same key comes to the same partition as from other clients.
            "partitioner": "murmur2_random",
        ]
        if let transactionalID {
            // The record's time-out is then the transaction's, which librdkafka sets itself and
            // beyond which it refuses any value.
            properties["transactional.id"] = transactionalID
        } else {
            // An outage is waited out: nothing is given up while the service runs.
            properties["message.timeout.ms"] = "0"
        }
        return properties
    }
}
